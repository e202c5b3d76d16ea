package io.mergesuite.customers.customer;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the other services ask of customers, in sets: existence, shop, kind, status (CM-01, OR-05). */
@Path("/internal/customers/lookup")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Customers")
class CustomerLookupResource {

    private final Db db;
    private final Caller caller;

    CustomerLookupResource(Db db, Caller caller) {
        this.db = db;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Caller.INTERNAL)
    @Operation(
            operationId = "lookUpCustomers",
            summary = "What is known of these customers",
            description =
                    "Between services: needs `internal`, and looks in the shop of `X-Suite-Shop` alone. Up to 10,000"
                            + " customers. Merged-away ones are answered as they are, unknown and foreign ones left out.")
    public CustomerLookup.Answer lookUp(@NotNull CustomerLookup lookup) {
        int asked = lookup.ids().size()
                + lookup.numbers().size()
                + lookup.externalRefs().size();
        if (asked > CustomerLookup.LIMIT) {
            throw new Problem(
                    CommonProblem.INVALID, "one call asks for at most " + CustomerLookup.LIMIT + " customers");
        }
        if (!lookup.externalRefs().isEmpty() && lookup.shopIds().size() != 1) {
            throw new Problem(CommonProblem.INVALID, "external refs are unique per shop: one shop is needed");
        }
        List<ShopId> shops = lookup.shopIds().stream().filter(caller::sees).toList();
        // Each by its key, whatever the planner believes: with IN, a plan that was made while the table
        // was empty compared every customer of the shop with every id.
        return new CustomerLookup.Answer(db.read(handle -> handle.createQuery("""
                        SELECT c.id, number, external_ref, shop_id, kind, status, merged_into, survivor, version, registered_at
                          FROM (SELECT unnest(:ids) AS id
                                UNION
                                SELECT n.id FROM customer n WHERE n.number = ANY(:numbers)
                                UNION
                                SELECT r.id FROM customer r WHERE r.shop_id = ANY(:shops) AND r.external_ref = ANY(:refs)) named
                         CROSS JOIN LATERAL (SELECT * FROM customer k WHERE k.id = named.id OFFSET 0) c
                         WHERE c.shop_id = ANY(:shops)""")
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .bindNamedArgumentFinder(Columns.of(lookup.ids()).uuids("ids", CustomerId::value))
                .bindNamedArgumentFinder(
                        Columns.of(numbers(lookup.numbers()).toList()).longs("numbers", number -> number))
                .bindNamedArgumentFinder(Columns.of(lookup.externalRefs()).texts("refs", ref -> ref))
                .map((row, context) -> new KnownCustomer(
                        new CustomerId(row.getObject("id", UUID.class)),
                        row.getString("number"),
                        row.getString("external_ref"),
                        new ShopId(row.getString("shop_id")),
                        CustomerKind.valueOf(row.getString("kind")),
                        CustomerStatus.valueOf(row.getString("status")),
                        Optional.ofNullable(row.getObject("merged_into", UUID.class))
                                .map(CustomerId::new)
                                .orElse(null),
                        row.getBoolean("survivor"),
                        row.getLong("version"),
                        row.getObject("registered_at", OffsetDateTime.class).toInstant()))
                .list()));
    }

    /** The numbers that can be one; all others name nobody. */
    static Stream<Long> numbers(List<String> typed) {
        return typed.stream().map(CustomerLookupResource::number).filter(Objects::nonNull);
    }

    /** The number as it is stored, or null for a text that is none. */
    static Long number(String typed) {
        return typed != null && typed.matches("[1-9][0-9]{0,17}") ? Long.valueOf(typed) : null;
    }
}
