package io.mergesuite.merges.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.api.CalleeRefused;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.CustomerDirectory;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What a merge carries over, shop by shop (CM-17). A change holds for merges opened after it. */
@Path("/v1/merge-policies/{shopId}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "merge policies")
class PolicyResource {

    private final Caller caller;
    private final Policies policies;
    private final CustomerDirectory directory;

    PolicyResource(Caller caller, Policies policies, @RestClient CustomerDirectory directory) {
        this.caller = caller;
        this.policies = policies;
        this.directory = directory;
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getMergePolicy",
            summary = "Show a shop's merge policy",
            description = "The policy in force.")
    @APIResponseSchema(value = PolicyAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("shopId") ShopId shop, @Context HttpHeaders headers) {
        var present = policyOf(shop);
        return EntityTag.of(present.version())
                .answer(headers, PolicyAnswer.of(shop, present.policy(), present.version()));
    }

    @PUT
    @RunOnVirtualThread
    @RolesAllowed("merge-policy:write")
    @Operation(
            operationId = "putMergePolicy",
            summary = "Set a shop's merge policy",
            description = "A `preset` (`conservative`, `consolidating`) to begin from, then each switch alone; what is"
                    + " not named stays. Needs `If-Match`.")
    @APIResponseSchema(value = PolicyAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response put(
            @PathParam("shopId") ShopId shop,
            @RequestBody(required = true) @Schema(implementation = PolicyRequest.class) JsonNode body,
            @Context HttpHeaders headers) {
        policyOf(shop);
        if (body == null || !body.isObject()) {
            throw new Problem(CommonProblem.INVALID, "the body is an object of switches")
                    .at("", "wrong-type", "must be an object");
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            var present = policies.get(shop);
            EntityTag.of(present.version()).requireMatch(headers);
            var policy = PolicySwitches.apply(present.policy(), body);
            if (!policies.put(shop, policy, present.version(), caller.actor())) {
                throw new Problem(CommonProblem.PRECONDITION_FAILED, "it was changed since you read it; read it again");
            }
            long version = present.version() + 1;
            return Response.ok(PolicyAnswer.of(shop, policy, version))
                    .header(HttpHeaders.ETAG, EntityTag.of(version).header())
                    .build();
        });
    }

    /** The policy in force. A shop that has set none may not have begun, whatever the token says (CU-09): customer-service knows. */
    private Policies.Versioned policyOf(ShopId shop) {
        if (!caller.sees(shop)) {
            throw noSuchShop(shop);
        }
        var present = policies.get(shop);
        if (present.version() == 0) {
            try {
                directory.shop(shop, caller.actor());
            } catch (CalleeRefused refused) {
                throw refused.status() == 404 ? noSuchShop(shop) : refused;
            }
        }
        return present;
    }

    private static Problem noSuchShop(ShopId shop) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no shop " + shop);
    }
}
