package io.mergesuite.customers.customer;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;

/** Whose something is, for what hangs on a customer under {@code /v1/customers/{id}/…} (CU-03). */
@ApplicationScoped
public class Owners {

    /** Of an operation that reads, in documents. */
    public static final String READ =
            "A merged-away customer's id leads to its survivor. With `showMerged` (needs `customers:read-merged`) it"
                    + " shows what a merge has left with the merged-away customer itself.";

    /** Of an operation that writes, in documents. */
    public static final String WRITE =
            "A merged-away customer is 409 `customer-merged` with `mergedInto`, a deleted one 409 `customer-deleted`.";

    private final Customers customers;
    private final Caller caller;

    Owners(Customers customers, Caller caller) {
        this.customers = customers;
        this.caller = caller;
    }

    /**
     * Whose it is that is read. A merged-away id leads to the survivor (CU-06).
     *
     * @param showMerged true: the merged-away customer itself, with what a merge has left with it (CM-12)
     * @throws Problem 404; 410 {@code customer-erased}; 403 if {@code showMerged} is asked for without {@code customers:read-merged}
     */
    public Owner read(CustomerId id, boolean showMerged) {
        if (showMerged && !caller.may(CustomerResource.READ_MERGED)) {
            throw new Problem(
                    CommonProblem.FORBIDDEN, "merged-away customers are read with " + CustomerResource.READ_MERGED);
        }
        Customer customer = visible(customers.find(id).orElseThrow(() -> notFound(id)));
        // One step (SG-03), but the chain may grow between two reads.
        while (customer.isMerged() && !showMerged) {
            customer = customers.find(customer.mergedInto()).orElseThrow();
        }
        customer.requireNotErased();
        return owner(customer);
    }

    /**
     * A customer to whom something is added or of whom something is taken, its row locked until the transaction ends: no merge passes by,
     * and nobody else writes meanwhile. A merge that has begun is no hindrance, it takes along what has come until it ends.
     *
     * @throws Problem 404; 409 {@code customer-merged} with {@code mergedInto}, {@code customer-deleted}; 410 {@code customer-erased}
     */
    public Owner lock(CustomerId id) {
        Customer customer = visible(customers.lock(id).orElseThrow(() -> notFound(id)));
        customer.requireNotMerged();
        customer.requireNotDeleted();
        return owner(customer);
    }

    private Customer visible(Customer customer) {
        if (!caller.sees(customer.shopId())) {
            throw notFound(customer.id());
        }
        return customer;
    }

    private static Owner owner(Customer customer) {
        return new Owner(customer.id(), customer.shopId());
    }

    private static Problem notFound(CustomerId id) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no customer " + id);
    }
}
