package io.mergesuite.orders.review;

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
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reviews (OR-03, OR-04). */
@Path("/v1/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reviews")
@RunOnVirtualThread
class ReviewResource {

    private final Reviews reviews;
    private final Intake intake;
    private final RecordChanges changes;
    private final Caller caller;
    private final CustomerReferences references;

    ReviewResource(
            Reviews reviews, Intake intake, RecordChanges changes, Caller caller, CustomerReferences references) {
        this.reviews = reviews;
        this.intake = intake;
        this.changes = changes;
        this.caller = caller;
        this.references = references;
    }

    @POST
    @Idempotent
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "storeReview",
            summary = "Store a review under its customer, or under who the customer was merged into")
    @APIResponseSchema(
            value = ReviewAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response store(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid ReviewRequest request) {
        Review review = intake.take(reviews, request, key);
        return Created.at(Intake.location(reviews, review), EntityTag.of(review.version()), ReviewAnswer.of(review));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("orders:read")
    @Operation(operationId = "getReview", summary = "One review")
    @APIResponseSchema(value = ReviewAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Review review = reviews.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no review " + id));
        return EntityTag.of(review.version()).answer(headers, ReviewAnswer.of(review));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "patchReview",
            summary = "Change a review",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; lists are replaced whole. Shop, customer, `externalRef` and the time it came stay as they are.")
    @APIResponseSchema(
            value = ReviewAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = ReviewRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(reviews, id, patch, headers);
    }

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listReviews", summary = "Reviews, newest first")
    public Page<ReviewAnswer> list(@BeanParam RecordQuery query, @QueryParam("status") ReviewStatus status) {
        Map<String, Object> equal = Collections.singletonMap("status", status);
        return query.page(reviews.list(query.filter(caller, references, equal)), ReviewAnswer::of);
    }
}
