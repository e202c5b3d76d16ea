package io.mergesuite.merging.intake;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mergesuite.api.CallTo;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Makes the customer that a record brings, in customer-service (OR-05). */
@CallTo("customer-service")
@RegisterRestClient(configKey = "customer-service")
@Path("/v1/customers")
interface CustomerCreation {

    @POST
    Created create(
            @HeaderParam(CallTo.SHOP) ShopId shop,
            @HeaderParam(CallTo.ACTOR) String actor,
            @HeaderParam("Idempotency-Key") String key,
            Body body);

    /** A customer of a shop. */
    record Body(ShopId shopId, @JsonUnwrapped NewCustomer customer) {}

    /** What this service needs of the answer. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Created(CustomerId id) {}
}
