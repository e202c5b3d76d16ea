package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;

/** A customer as the owner of something. */
public record Owner(CustomerId id, ShopId shop) {

    /** The id that something came with, where it is another one (CM-05); else null. */
    public CustomerId former(CustomerId first) {
        return first.equals(id) ? null : first;
    }
}
