package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
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
}
