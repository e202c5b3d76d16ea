package io.mergesuite.merging.intake;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.merging.CustomerCopies;
import io.mergesuite.merging.CustomerReferences;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The one way in for every kind of record, from requests and from imports: customers are found before the working transaction,
 * resolved inside it, and the records written under what they resolve to (CM-06, hole 1).
 */
@ApplicationScoped
public class Intake {

    private final RecordCustomers customers;
    private final CustomerReferences references;
    private final CustomerCopies copies;
    private final Caller caller;
    private final IdempotentRequest idempotent;

    Intake(
            RecordCustomers customers,
            CustomerReferences references,
            CustomerCopies copies,
            Caller caller,
            IdempotentRequest idempotent) {
        this.customers = customers;
        this.references = references;
        this.copies = copies;
        this.caller = caller;
        this.idempotent = idempotent;
    }

    /** A record and the id of the customer that it names; null if it belongs to nobody known. */
    record Arriving<R>(R request, CustomerId customer) {}

    /**
     * Stores the record of a request; a repeat of the request will get its answer.
     *
     * <p>Died before the commit: nothing is stored but perhaps the customer, whom the repeat finds by the same key. Died after:
     * the repeat gets the stored answer, or, without an {@code Idempotency-Key}, the conflict on {@code externalRef}.
     *
     * @param idempotencyKey the request's, or null
     * @throws Problem 400 for what is wrong in the record; 409 {@code duplicate-external-ref} with {@code id} and {@code number}
     *     of the first; 422 {@code unknown-shop}, {@code unknown-customer}, {@code customer-refused}, or what the kind refuses;
     *     503 if customer-service is needed and does not answer
     */
    public <R extends RecordRequest, T extends StoredRecord> T take(
            RecordKind<R, T> kind, R request, String idempotencyKey) {
        ShopId shop = caller.shopOr(request.shopId());
        refuse(request.flaws());
        // Looked at before too: no customer is made for a record that is refused.
        for (Refusal refusal : kind.refused(shop, List.of(request)).values()) {
            throw refusal.problem();
        }
        CustomerId customer = customerOf(kind, shop, request, idempotencyKey);
        return QuarkusTransaction.requiringNew().call(() -> {
            List<Outcome<T>> outcomes = write(
                    kind,
                    shop,
                    RecordSource.STOREFRONT,
                    caller.actor(),
                    Instant.now(),
                    List.of(new Arriving<>(request, customer)));
            return switch (outcomes.getFirst()) {
                case Outcome.Stored<T>(T stored) -> {
                    idempotent.answered(201, location(kind, stored), kind.answer(stored));
                    yield stored;
                }
                case Outcome.Existed<T>(T first, boolean ignored) -> throw duplicate(kind, first);
                case Outcome.Refused<T>(Refusal refusal) -> throw refusal.problem();
            };
        });
    }

    RecordCustomers customers() {
        return customers;
    }

    /** Where the API shows the record. */
    public static String location(RecordKind<?, ?> kind, StoredRecord stored) {
        return kind.path() + "/" + stored.id();
    }

    /**
     * Writes records inside the running transaction, under the ids that their customers resolve to. One outcome for each, in their
     * order; no two of them have the same {@code externalRef}.
     */
    <R extends RecordRequest, T extends StoredRecord> List<Outcome<T>> write(
            RecordKind<R, T> kind,
            ShopId shop,
            RecordSource source,
            String actor,
            Instant now,
            List<Arriving<R>> arriving) {
        Map<R, Refusal> refused = new HashMap<>(
                kind.refused(shop, arriving.stream().map(Arriving::request).toList()));
        Map<CustomerId, CanonicalCustomerId> resolved = references.resolveAll(arriving.stream()
                .map(Arriving::customer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        for (Arriving<R> record : arriving) {
            if (record.customer() != null && !resolved.containsKey(record.customer())) {
                refused.putIfAbsent(
                        record.request(),
                        new Refusal(
                                IntakeProblem.CUSTOMER_ERASED, record.request().customerField(), "erased for privacy"));
            }
        }
        Map<CustomerId, SurvivorDetails> late =
                kind.takesOverDetails() ? copies.detailsForLateRecords(resolved) : Map.of();

        List<Arrival<R>> arrivals = arriving.stream()
                .map(record -> arrival(shop, source, actor, now, record, resolved, late))
                .toList();
        List<Arrival<R>> accepted = arrivals.stream()
                .filter(arrival -> !refused.containsKey(arrival.request()))
                .toList();
        Map<UUID, T> stored = accepted.isEmpty() ? Map.of() : kind.insert(accepted);
        // A statement of its own, after the insert has waited for whoever was writing the same externalRef.
        Map<String, T> existing = existing(kind, shop, accepted, stored);
        Map<CustomerId, CustomerId> ends = references.leadTo(existing.values().stream()
                .map(StoredRecord::customerId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));

        List<Outcome<T>> outcomes = new ArrayList<>(arrivals.size());
        for (Arrival<R> arrival : arrivals) {
            Refusal refusal = refused.get(arrival.request());
            T record = stored.get(arrival.id());
            if (refusal != null) {
                outcomes.add(new Outcome.Refused<>(refusal));
            } else if (record != null) {
                outcomes.add(new Outcome.Stored<>(record));
            } else {
                T first = existing.get(arrival.request().externalRef());
                // A merge that moves many rows may not have reached this one; its customer leads
                // where the arrival's does.
                CustomerId end = first.customerId() == null ? null : ends.get(first.customerId());
                outcomes.add(new Outcome.Existed<>(first, arrival.isOf(end) && kind.saysTheSame(first, arrival)));
            }
        }
        return outcomes;
    }

    private <R extends RecordRequest, T extends StoredRecord> Map<String, T> existing(
            RecordKind<R, T> kind, ShopId shop, List<Arrival<R>> accepted, Map<UUID, T> stored) {
        Collection<String> refs = accepted.stream()
                .filter(arrival -> !stored.containsKey(arrival.id()))
                .map(arrival -> arrival.request().externalRef())
                .toList();
        return refs.isEmpty() ? Map.of() : kind.withExternalRefs(shop, refs);
    }

    private static <R extends RecordRequest> Arrival<R> arrival(
            ShopId shop,
            RecordSource source,
            String actor,
            Instant now,
            Arriving<R> record,
            Map<CustomerId, CanonicalCustomerId> resolved,
            Map<CustomerId, SurvivorDetails> late) {
        Instant at =
                Objects.requireNonNullElse(record.request().happenedAt(), now).truncatedTo(ChronoUnit.MICROS);
        CustomerId customer = record.customer();
        return new Arrival<>(
                Arrival.idAt(at),
                shop,
                at,
                source,
                actor,
                customer,
                customer == null ? null : resolved.get(customer),
                customer == null ? null : late.get(customer),
                record.request());
    }

    private <R extends RecordRequest, T extends StoredRecord> CustomerId customerOf(
            RecordKind<R, T> kind, ShopId shop, R request, String idempotencyKey) {
        if (request.namedCustomer().isPresent()) {
            return customers.require(
                    shop, caller.actor(), request.namedCustomer().get(), request.customerField());
        }
        if (request.newCustomer() == null) {
            customers.requireShop(shop);
            return null;
        }
        // No customer is made for a record that is there already.
        if (request.externalRef() != null) {
            T first =
                    kind.withExternalRefs(shop, List.of(request.externalRef())).get(request.externalRef());
            if (first != null) {
                throw duplicate(kind, first);
            }
        }
        String key = idempotencyKey == null
                ? null
                : RecordCustomers.keyOf(shop.value(), kind.plural(), "key", caller.subject(), idempotencyKey);
        return customers.findOrMake(shop, request.newCustomer(), caller.actor(), creationKey(kind, shop, request, key));
    }

    /**
     * The key by which the customer of a record is made: with an {@code externalRef} the same however the record comes in, and
     * whatever the request's own key is.
     *
     * @param otherwise what tells the record apart that has none, or null
     */
    static String creationKey(RecordKind<?, ?> kind, ShopId shop, RecordRequest request, String otherwise) {
        return request.externalRef() == null
                ? otherwise
                : RecordCustomers.keyOf(shop.value(), kind.plural(), "externalRef", request.externalRef());
    }

    private static <T extends StoredRecord> Problem duplicate(RecordKind<?, T> kind, T first) {
        return new Problem(
                        IntakeProblem.DUPLICATE_EXTERNAL_REF,
                        "number " + first.number() + " of " + kind.plural() + " has this externalRef")
                .with("id", first.id())
                .with("number", first.number())
                .at("/externalRef", IntakeProblem.DUPLICATE_EXTERNAL_REF.code(), "exists");
    }

    static void refuse(List<Flaw> flaws) {
        if (!flaws.isEmpty()) {
            Problem problem =
                    new Problem(CommonProblem.INVALID, flaws.getFirst().reason());
            flaws.forEach(flaw -> problem.at(pointer(flaw.field()), flaw.code(), flaw.reason()));
            throw problem;
        }
    }

    /** {@code lines[2].unitPrice} as a JSON pointer: {@code /lines/2/unitPrice}; the whole record is the empty pointer. */
    static String pointer(String field) {
        return field == null ? "" : "/" + field.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
    }
}
