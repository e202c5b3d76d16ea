package io.mergesuite.customers.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Tells for a whole list of ids where each leads (CU-06). */
@Path("/v1/customers/resolve")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CustomerResolution {

    /** How many customers one call may ask for. */
    static final int LIMIT = 1_000;

    /** @param shopId where the external refs belong; may be left out when the token knows one shop only */
    @Schema(name = "CustomersToResolve")
    record Question(
            ShopId shopId,
            @Schema(description = "Together at most 1,000") List<String> ids,
            List<String> numbers,
            List<String> externalRefs) {

        Question {
            ids = Objects.requireNonNullElse(ids, List.of());
            numbers = Objects.requireNonNullElse(numbers, List.of());
            externalRefs = Objects.requireNonNullElse(externalRefs, List.of());
        }

        int size() {
            return ids.size() + numbers.size() + externalRefs.size();
        }
    }

    /** One customer asked for, as it was named, in the order of the question: ids, numbers, external refs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ResolvedCustomer")
    record Resolved(
            String id,
            String number,
            String externalRef,
            CustomerId canonicalId,

            @Schema(
                    description =
                            "`ACTIVE`, `MERGING`, `MERGED`, `DELETED`, `ERASED`; `UNKNOWN` also for customers of other shops")
            String status) {}

    /** @param items one for each name */
    @Schema(name = "ResolvedCustomers")
    record Answer(List<Resolved> items) {}

    private record Known(CustomerId id, String number, String externalRef, CustomerId canonicalId, String status) {}

    private final Db db;
    private final Caller caller;

    CustomerResolution(Db db, Caller caller) {
        this.db = db;
        this.caller = caller;
    }

    @POST
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "resolveCustomers",
            summary = "Where these ids lead",
            description = "Up to 1,000 ids, numbers and external refs. Unknown ones, and those of"
                    + " other shops, are `UNKNOWN`, never an error.")
    public Answer resolve(@NotNull Question question) {
        if (question.size() > LIMIT) {
            throw new Problem(CommonProblem.INVALID, "one call resolves at most " + LIMIT + " customers")
                    .at("", "wrong-length", "together at most " + LIMIT + " ids, numbers and external refs");
        }
        Map<UUID, Known> byId = new HashMap<>();
        Map<Long, Known> byNumber = new HashMap<>();
        Map<String, Known> byRef = new HashMap<>();
        List<UUID> ids =
                question.ids().stream().flatMap(typed -> uuid(typed).stream()).toList();
        List<Long> numbers = CustomerLookupResource.numbers(question.numbers()).toList();
        find("id = ANY(:ids)", caller.shops(), Columns.of(ids).uuids("ids", Function.identity()))
                .forEach(known -> byId.put(known.id().value(), known));
        find("number = ANY(:numbers)", caller.shops(), Columns.of(numbers).longs("numbers", Function.identity()))
                .forEach(known -> byNumber.put(Long.valueOf(known.number()), known));
        if (!question.externalRefs().isEmpty()) {
            List<ShopId> shop = List.of(caller.shopOr(question.shopId()));
            find(
                            "external_ref = ANY(:refs)",
                            shop,
                            Columns.of(question.externalRefs()).texts("refs", Function.identity()))
                    .forEach(known -> byRef.put(known.externalRef(), known));
        }
        return new Answer(Stream.of(
                        question.ids().stream().map(typed -> {
                            Known known = uuid(typed).map(byId::get).orElse(null);
                            return answer(known, typed, null, null);
                        }),
                        question.numbers().stream().map(typed -> {
                            Known known = Optional.ofNullable(CustomerLookupResource.number(typed))
                                    .map(byNumber::get)
                                    .orElse(null);
                            return answer(known, null, typed, null);
                        }),
                        question.externalRefs().stream().map(typed -> answer(byRef.get(typed), null, null, typed)))
                .flatMap(Function.identity())
                .toList());
    }

    private <T> List<Known> find(String condition, Collection<ShopId> shops, Columns<T> named) {
        return db.read(handle -> handle.createQuery("""
                        SELECT id, number, external_ref, coalesce(merged_into, id) AS canonical_id, status
                          FROM customer WHERE shop_id = ANY(:shops) AND\s""" + condition)
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .bindNamedArgumentFinder(named)
                .map((row, context) -> new Known(
                        new CustomerId(row.getObject("id", UUID.class)),
                        row.getString("number"),
                        row.getString("external_ref"),
                        new CustomerId(row.getObject("canonical_id", UUID.class)),
                        row.getString("status")))
                .list());
    }

    private static Resolved answer(Known known, String id, String number, String externalRef) {
        return known == null
                ? new Resolved(id, number, externalRef, null, "UNKNOWN")
                : new Resolved(known.id().toString(), number, externalRef, known.canonicalId(), known.status());
    }

    private static Optional<UUID> uuid(String typed) {
        try {
            return Optional.ofNullable(typed).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // what is no id is unknown
        }
    }
}
