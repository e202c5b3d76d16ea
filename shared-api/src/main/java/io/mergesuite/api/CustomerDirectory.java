package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.facts.ShopFacts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** customer-service, asked by the others for what only it can tell for certain. */
@CallTo("customer-service")
@RegisterRestClient(configKey = "customer-service")
@Path("/internal")
public interface CustomerDirectory {

    /** What is known of these customers of a shop (CM-01, OR-05). */
    @POST
    @Path("customers/lookup")
    CustomerLookup.Answer lookup(
            @HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor, CustomerLookup asked);

    /**
     * A shop as it is now; a copy may not have it yet (CU-09).
     *
     * @throws CalleeRefused 404, if there is no such shop
     */
    @GET
    @Path("shop")
    ShopFacts shop(@HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor);
}
