package io.mergesuite.orders.subscription;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.Page;
import io.mergesuite.api.Problem;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordChanges;
import io.mergesuite.merging.storage.RecordQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Subscriptions as records (OR-02, OR-04, OR-05). */
@Path("/v1/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
@RunOnVirtualThread
class SubscriptionResource {

    private final Subscriptions subscriptions;
    private final Intake intake;
    private final RecordChanges changes;
    private final Caller caller;
    private final CustomerReferences references;

    SubscriptionResource(
            Subscriptions subscriptions,
            Intake intake,
            RecordChanges changes,
            Caller caller,
            CustomerReferences references) {
        this.subscriptions = subscriptions;
        this.intake = intake;
        this.changes = changes;
        this.caller = caller;
        this.references = references;
    }

    @POST
    @Idempotent
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "storeSubscription",
            summary = "Store a subscription under its customer, or under who the customer was merged into")
    @APIResponseSchema(
            value = SubscriptionAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response store(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid SubscriptionRequest request) {
        Subscription subscription = intake.take(subscriptions, request, key);
        return Created.at(
                Intake.location(subscriptions, subscription),
                EntityTag.of(subscription.version()),
                SubscriptionAnswer.of(subscription));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("orders:read")
    @Operation(operationId = "getSubscription", summary = "One subscription")
    @APIResponseSchema(value = SubscriptionAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Subscription subscription = subscriptions
                .find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no subscription " + id));
        return EntityTag.of(subscription.version()).answer(headers, SubscriptionAnswer.of(subscription));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "patchSubscription",
            summary = "Change a subscription",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; lists are replaced whole. Shop, customer, `externalRef` and the time it came stay as they are."
                            + " A payment token is good for its method only: with another `payment.method` send the new `payment.token`, or there is none.")
    @APIResponseSchema(
            value = SubscriptionAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = SubscriptionRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(subscriptions, id, patch, headers);
    }

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listSubscriptions", summary = "Subscriptions, newest first")
    public Page<SubscriptionAnswer> list(
            @BeanParam RecordQuery query,
            @QueryParam("status") SubscriptionStatus status,
            @QueryParam("attention") Boolean attention) {
        Map<String, Object> equal = new HashMap<>();
        equal.put("status", status);
        equal.put("attention_required", attention);
        return query.page(subscriptions.list(query.filter(caller, references, equal)), SubscriptionAnswer::of);
    }
}
