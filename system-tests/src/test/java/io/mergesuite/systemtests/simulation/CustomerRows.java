package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.customers.customer.CustomerDetails;
import java.util.Map;

/** customer-service under simulation: the participant that has the customers themselves. */
public interface CustomerRows extends SimulatedParticipant {

    /** What a schedule has made of a customer. */
    record Customer(
            CustomerStatus status, CustomerId mergedInto, boolean survivor, long version, CustomerDetails details) {}

    Map<CustomerId, Customer> customers();

    @Override
    CustomerRows copy();
}
