package io.mergesuite.customers.shop;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whether a shop has begun, for the services that can't wait for its facts (CU-09). */
@Path("/internal/shop")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ShopLookupResource {

    private final Shops shops;
    private final Caller caller;

    ShopLookupResource(Shops shops, Caller caller) {
        this.shops = shops;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Caller.INTERNAL)
    @Operation(
            operationId = "lookUpShop",
            summary = "The shop of `X-Suite-Shop`",
            description = "Between services: needs `internal`.")
    public ShopFacts lookUp() {
        ShopId shop = caller.shopOr(null);
        return shops.find(shop).orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no shop " + shop));
    }
}
