package io.mergesuite.orders.review;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.Page;
import io.mergesuite.api.Problem;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.orders.storage.RecordQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
    private final Caller caller;
    private final CustomerReferences references;

    ReviewResource(Reviews reviews, Intake intake, Caller caller, CustomerReferences references) {
        this.reviews = reviews;
        this.intake = intake;
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

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listReviews", summary = "Reviews, newest first")
    public Page<ReviewAnswer> list(@BeanParam RecordQuery query, @QueryParam("status") ReviewStatus status) {
        Map<String, Object> equal = Collections.singletonMap("status", status);
        return query.page(reviews.list(query.filter(caller, references, equal)), ReviewAnswer::of);
    }
}
