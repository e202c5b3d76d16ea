package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.MatchKey;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The match keys of customers (CU-08), kept beside their rows. */
@ApplicationScoped
class CustomerKeys {

    private record Row(CustomerId customer, ShopId shop, MatchKey key) {}

    private final Db db;

    CustomerKeys(Db db) {
        this.db = db;
    }

    /** All keys of a customer's values; a value that makes no key has none. */
    static Set<MatchKey> of(CustomerDetails details, PhoneRules rules) {
        Set<MatchKey> keys = new LinkedHashSet<>();
        details.emails().forEach(email -> MatchKey.ofEmail(email.value()).ifPresent(keys::add));
        details.phones().forEach(phone -> rules.key(phone.value()).ifPresent(keys::add));
        PersonName name = details.name();
        MatchKey.ofName(name.familyName(), name.givenName()).ifPresent(keys::add);
        MatchKey.ofName(details.companyName(), null).ifPresent(keys::add);
        MatchKey.ofKana(name.familyNameKana(), name.givenNameKana()).ifPresent(keys::add);
        details.addresses()
                .forEach(address -> MatchKey.ofPostalCode(address.postalCode()).ifPresent(keys::add));
        MatchKey.ofTaxId(details.taxId()).ifPresent(keys::add);
        return keys;
    }

    void insert(Collection<DetailsChange> customers, Map<ShopId, PhoneRules> rules) {
        List<Row> rows = new ArrayList<>();
        for (DetailsChange customer : customers) {
            of(customer.details(), rules.get(customer.shop()))
                    .forEach(key -> rows.add(new Row(customer.id(), customer.shop(), key)));
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO customer_key (customer_id, shop_id, kind, value)
                        SELECT * FROM unnest(:customers, :shops, :kinds, :values)""")
                .bindNamedArgumentFinder(Columns.of(rows)
                        .uuids("customers", row -> row.customer().value())
                        .texts("shops", row -> row.shop().value())
                        .texts("kinds", row -> row.key().kind().prefix())
                        .texts("values", row -> row.key().value()))
                .execute();
    }

    void replace(Collection<DetailsChange> customers, Map<ShopId, PhoneRules> rules) {
        db.handle()
                .createUpdate("DELETE FROM customer_key WHERE customer_id = ANY(:ids)")
                .bindNamedArgumentFinder(Columns.of(customers)
                        .uuids("ids", customer -> customer.id().value()))
                .execute();
        insert(customers, rules);
    }
}
