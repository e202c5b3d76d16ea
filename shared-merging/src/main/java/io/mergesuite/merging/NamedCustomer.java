package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How a record names its customer (OR-05): by exactly one of id, number or the storefront's own reference. */
public sealed interface NamedCustomer {

    record ById(CustomerId id) implements NamedCustomer {
        public ById {
            Objects.requireNonNull(id, "id");
        }
    }

    record ByNumber(String number) implements NamedCustomer {
        public ByNumber {
            Objects.requireNonNull(number, "number");
        }
    }

    record ByExternalRef(String externalRef) implements NamedCustomer {
        public ByExternalRef {
            Objects.requireNonNull(externalRef, "externalRef");
        }
    }

    /** The ways in which a record's three fields name its customer; more than one is for the caller to refuse. */
    static List<NamedCustomer> given(CustomerId id, String number, String externalRef) {
        List<NamedCustomer> names = new ArrayList<>(1);
        if (id != null) {
            names.add(new ById(id));
        }
        if (number != null) {
            names.add(new ByNumber(number));
        }
        if (externalRef != null) {
            names.add(new ByExternalRef(externalRef));
        }
        return names;
    }

    /** The field of a record that names a customer so. */
    default String field() {
        return switch (this) {
            case ById ignored -> "customerId";
            case ByNumber ignored -> "customerNumber";
            case ByExternalRef ignored -> "customerExternalRef";
        };
    }
}
