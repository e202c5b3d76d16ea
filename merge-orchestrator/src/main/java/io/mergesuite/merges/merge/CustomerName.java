package io.mergesuite.merges.merge;

import io.mergesuite.contracts.CustomerId;

/** How a request names a customer: by id, or by the number that people type (CM-01). */
public sealed interface CustomerName {

    record ById(CustomerId id) implements CustomerName {
        @Override
        public String toString() {
            return id.toString();
        }
    }

    record ByNumber(String number) implements CustomerName {
        @Override
        public String toString() {
            return number;
        }
    }
}
