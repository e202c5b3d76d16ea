package io.mergesuite.merging.intake;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.NamedCustomer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the bodies of records have in common: a shop, a customer, the sender's own reference. The customer is named in exactly one
 * way (OR-05), or, where the kind allows it, not at all.
 */
public interface RecordRequest {

    /** The shop; null if the token knows only one. */
    ShopId shopId();

    /** The sender's own id of the record, unique in the shop; null if it has none. */
    String externalRef();

    /** When it happened; null for now. */
    Instant happenedAt();

    /** The field that says so. */
    String timeField();

    CustomerId customerId();

    String customerNumber();

    String customerExternalRef();

    /** Whether a record of this kind always belongs to a customer. */
    default boolean needsCustomer() {
        return true;
    }

    /** A customer to find by its {@code externalRef}, or to make; null if the record's kind or its sender knows none. */
    default NewCustomer newCustomer() {
        return null;
    }

    /** What is wrong with it beyond what a single field tells, by the rules of its kind. */
    List<Flaw> kindFlaws();

    /** What is wrong with it beyond what a single field tells; empty if nothing is. */
    default List<Flaw> flaws() {
        List<Flaw> flaws = new ArrayList<>();
        long namings = Stream.of(customerId(), customerNumber(), customerExternalRef(), newCustomer())
                .filter(Objects::nonNull)
                .count();
        if (namings == 0 && needsCustomer()) {
            flaws.add(new Flaw("customerId", "customer-required", "name the customer"));
        } else if (namings > 1) {
            flaws.add(new Flaw(null, "customer-ambiguous", "name the customer in one way only"));
        }
        // The time becomes part of the id, and a UUIDv7 counts from 1970.
        if (happenedAt() != null && happenedAt().isBefore(Instant.EPOCH)) {
            flaws.add(new Flaw(timeField(), "too-early", "the time lies before 1970"));
        }
        flaws.addAll(kindFlaws());
        return flaws;
    }

    /** How the record names a customer that has to exist; empty if it may have to be made, or belongs to nobody known. */
    default Optional<NamedCustomer> namedCustomer() {
        if (customerId() != null) {
            return Optional.of(new NamedCustomer.ById(customerId()));
        }
        if (customerNumber() != null) {
            return Optional.of(new NamedCustomer.ByNumber(customerNumber()));
        }
        if (customerExternalRef() != null) {
            return Optional.of(new NamedCustomer.ByExternalRef(customerExternalRef()));
        }
        return Optional.empty();
    }

    /** The field by which the record names its customer. */
    default String customerField() {
        return customerId() != null
                ? "customerId"
                : customerNumber() != null
                        ? "customerNumber"
                        : customerExternalRef() != null ? "customerExternalRef" : "customer";
    }
}
