package io.mergesuite.customers.points;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.CustomersOnStage;
import io.mergesuite.customers.customer.Owner;
import jakarta.enterprise.context.ApplicationScoped;

/** Points for tests of other packages, written as the service writes them. */
@ApplicationScoped
public class PointsOnStage {

    private final PointLedger ledger;
    private final CustomersOnStage customers;

    PointsOnStage(PointLedger ledger, CustomersOnStage customers) {
        this.ledger = ledger;
        this.customers = customers;
    }

    /** Enters points in the running transaction, as a request does. */
    public long enter(CustomerId customer, long points) {
        Owner owner = customers.lockOwner(customer);
        return ledger.enter(owner, new PointEntryRequest(points, null, null)).points();
    }
}
