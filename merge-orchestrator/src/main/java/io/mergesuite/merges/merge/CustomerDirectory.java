package io.mergesuite.merges.merge;

import io.mergesuite.api.CallTo;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** customer-service, as the orchestrator calls it. */
@CallTo("customer-service")
@RegisterRestClient(configKey = "customer-service")
@Path("/internal/customers")
interface CustomerDirectory {

    @POST
    @Path("lookup")
    CustomerLookup.Answer lookup(
            @HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor, CustomerLookup asked);
}
