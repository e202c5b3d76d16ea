package io.mergesuite.merging.intake;

import io.mergesuite.api.CalleeRefused;
import io.mergesuite.api.CalleeUnavailable;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.ConfirmedCustomers;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.NamedCustomer;
import io.mergesuite.merging.ShopCopies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Finds the customers that records name, and makes those that they bring (OR-05). All before the working transaction: afterwards
 * their ids are known here and can be resolved.
 */
@ApplicationScoped
class RecordCustomers {

    private final ConfirmedCustomers confirmed;
    private final CustomerReferences references;
    private final ShopCopies shops;
    private final CustomerCreation customers;

    RecordCustomers(
            ConfirmedCustomers confirmed,
            CustomerReferences references,
            ShopCopies shops,
            @RestClient CustomerCreation customers) {
        this.confirmed = confirmed;
        this.references = references;
        this.shops = shops;
        this.customers = customers;
    }

    /** The ids of customers that have to exist; those that the shop does not have are missing. */
    Map<NamedCustomer, CustomerId> find(ShopId shop, String actor, Collection<NamedCustomer> names) {
        return names.isEmpty() ? Map.of() : confirmed.confirmAll(shop, actor, names);
    }

    /**
     * The id of the customer that a record names.
     *
     * @throws Problem 422 {@code unknown-customer}; 422 {@code unknown-shop} if the shop does not exist either
     */
    CustomerId require(ShopId shop, String actor, NamedCustomer name, String field) {
        CustomerId found = find(shop, actor, List.of(name)).get(name);
        if (found != null) {
            return found;
        }
        // Asked only now: a shop that has the customer exists, even if this service has not heard of it yet.
        requireShop(shop);
        throw new Problem(IntakeProblem.UNKNOWN_CUSTOMER, "shop " + shop + " has no such customer")
                .at("/" + field, "unknown-customer", "unknown in this shop");
    }

    /** For a record that belongs to nobody known; 422 {@code unknown-shop} if its shop does not exist. */
    void requireShop(ShopId shop) {
        if (shops.find(shop).isEmpty()) {
            throw new Problem(CommonProblem.UNKNOWN_SHOP, "there is no shop " + shop)
                    .at("/shopId", "unknown-shop", "unknown");
        }
    }

    /**
     * The id of the customer that a record brings: the one with its {@code externalRef}, else a new one.
     *
     * @param actor for whom it is made
     * @param key as in {@link #make}
     */
    CustomerId findOrMake(ShopId shop, NewCustomer customer, String actor, String key) {
        Optional<CustomerId> known = withRefOf(shop, actor, customer);
        return known.isPresent() ? known.get() : make(shop, customer, actor, key);
    }

    /**
     * A new customer.
     *
     * @param key the same whenever the same record is tried again, so that the customer is made once; null if nothing tells the
     *     record apart
     * @throws Problem 422 {@code customer-refused}, at {@code /customer} the code that customer-service gave; 503 if it does not
     *     answer, or still works on an earlier try
     */
    CustomerId make(ShopId shop, NewCustomer customer, String actor, String key) {
        try {
            CustomerId made = customers
                    .create(shop, actor, key, new CustomerCreation.Body(shop, customer))
                    .id();
            QuarkusTransaction.requiringNew().run(() -> references.ensure(shop, List.of(made)));
            return made;
        } catch (CalleeRefused refused) {
            if (refused.code().equals(CommonProblem.IDEMPOTENCY_KEY_IN_USE.code())) {
                // An earlier try is still running, or has died and its lease runs on: the customer may be there soon.
                throw new CalleeUnavailable("customer-service", refused);
            }
            if (refused.code().equals(CommonProblem.UNKNOWN_SHOP.code())) {
                throw new Problem(CommonProblem.UNKNOWN_SHOP, "there is no shop " + shop)
                        .at("/shopId", "unknown-shop", "there is no such shop");
            }
            // A conflict: another record has made the customer with this externalRef meanwhile.
            return (refused.status() == 409 ? withRefOf(shop, actor, customer) : Optional.<CustomerId>empty())
                    .orElseThrow(() -> new Problem(
                                    IntakeProblem.CUSTOMER_REFUSED,
                                    "customer-service refuses the customer: " + refused.code())
                            .at("/customer", refused.code(), "refused by customer-service"));
        }
    }

    private Optional<CustomerId> withRefOf(ShopId shop, String actor, NewCustomer customer) {
        if (customer.externalRef() == null) {
            return Optional.empty();
        }
        NamedCustomer name = new NamedCustomer.ByExternalRef(customer.externalRef());
        return Optional.ofNullable(find(shop, actor, List.of(name)).get(name));
    }

    /** How to ask for the record's customer: as named, or by the {@code externalRef} of the one it brings. */
    static Optional<NamedCustomer> name(RecordRequest request) {
        return request.namedCustomer()
                .or(() -> Optional.ofNullable(request.newCustomer())
                        .map(NewCustomer::externalRef)
                        .map(NamedCustomer.ByExternalRef::new));
    }

    /** A key for the creation of a record's customer, made from what tells the record apart. Not to be read back. */
    static String keyOf(String... tellingApart) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : tellingApart) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
