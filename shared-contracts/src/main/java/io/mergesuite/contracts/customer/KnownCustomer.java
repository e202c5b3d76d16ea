package io.mergesuite.contracts.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;

/**
 * What customer-service tells other services of one customer ({@link CustomerLookup}); no personal values.
 *
 * @param externalRef null if it has none
 * @param mergedInto the live end of its chain if it is {@link CustomerStatus#MERGED}, else null
 * @param survivor whether it is the survivor of a completed merge (CM-03)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KnownCustomer(
        CustomerId id,
        String number,
        String externalRef,
        ShopId shopId,
        CustomerKind kind,
        CustomerStatus status,
        CustomerId mergedInto,
        boolean survivor,
        long version,
        Instant registeredAt) {}
