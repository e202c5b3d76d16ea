package io.mergesuite.api;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.facts.ShopFacts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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
     * All ids that are one person: the live end of the redirects of this one, and everyone who leads to it (hole 12).
     *
     * @throws CalleeRefused 404, if the shop has no such customer
     */
    @GET
    @Path("customers/{id}/person")
    ErasedPerson person(
            @HeaderParam(CallTo.SHOP) ShopId shop,
            @HeaderParam(CallTo.ACTOR) String actor,
            @PathParam("id") CustomerId id);

    /**
     * A shop as it is now; a copy may not have it yet (CU-09).
     *
     * @throws CalleeRefused 404, if there is no such shop
     */
    @GET
    @Path("shop")
    ShopFacts shop(@HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor);
}
