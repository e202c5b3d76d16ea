package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.PhoneRules;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the phone keys of a shop's customers anew after the shop's phone rules have changed (CU-08). In chunks; how far it
 * is stands with the shop, in each chunk's transaction, so that a killed service goes on where it was.
 */
@ApplicationScoped
class Rekeying {

    private static final int CHUNK = 500;

    private record Due(ShopId shop, CustomerId after) {}

    private final Db db;
    private final Shops shops;
    private final Customers customers;
    private final CustomerKeys keys;

    Rekeying(Db db, Shops shops, Customers customers, CustomerKeys keys) {
        this.db = db;
        this.shops = shops;
        this.customers = customers;
        this.keys = keys;
    }

    @Scheduled(every = "{suite.customers.rekey-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void rekey() {
        while (QuarkusTransaction.requiringNew().call(this::chunk)) {
            // One after the other, until none is due.
        }
    }

    private boolean chunk() {
        Optional<Due> due = db.handle()
                .createQuery("""
                        SELECT id, rekeyed_to FROM shop WHERE rekey_at <= now()
                         ORDER BY rekey_at LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .map((row, context) -> new Due(
                        new ShopId(row.getString("id")), new CustomerId(row.getObject("rekeyed_to", UUID.class))))
                .findOne();
        due.ifPresent(this::rekey);
        return due.isPresent();
    }

    private void rekey(Due due) {
        PhoneRules rules = shops.phoneRules(due.shop());
        List<DetailsChange> found = db.handle()
                .createQuery("SELECT " + Customers.COLUMNS + """
                         FROM customer c WHERE c.shop_id = :shop AND c.id > :after
                        ORDER BY c.id LIMIT :chunk FOR UPDATE OF c""")
                .bind("shop", due.shop())
                .bind("after", due.after())
                .bind("chunk", CHUNK)
                .map(customers.row())
                .map(customer ->
                        new DetailsChange(customer.id(), customer.shopId(), customer.version(), customer.details()))
                .list();
        List<DetailsChange> shown = new ArrayList<>(); // those whose E.164 is another now
        List<DetailsChange> hidden = new ArrayList<>();
        for (DetailsChange customer : found) {
            CustomerDetails details = customer.details()
                    .withPhones(customer.details().phones().stream()
                            .map(phone -> new Phone(
                                    phone.value(), rules.e164(phone.value()).orElse(null), phone.primary()))
                            .toList());
            if (details.equals(customer.details())) {
                hidden.add(customer);
            } else {
                shown.add(new DetailsChange(customer.id(), customer.shop(), customer.version() + 1, details));
            }
        }
        customers.change(shown);
        keys.replace(hidden, Map.of(due.shop(), rules));
        boolean done = found.size() < CHUNK;
        db.handle()
                .createUpdate(
                        done
                                ? "UPDATE shop SET rekey_at = NULL, rekeyed_to = NULL WHERE id = :shop"
                                : "UPDATE shop SET rekeyed_to = :last WHERE id = :shop")
                .bind("shop", due.shop())
                .bindMap(done ? Map.of() : Map.of("last", found.getLast().id()))
                .execute();
    }
}
