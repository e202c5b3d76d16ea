package io.mergesuite.orders.inquiry;

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

/** Inquiries (OR-03, OR-04). */
@Path("/v1/inquiries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Inquiries")
@RunOnVirtualThread
class InquiryResource {

    private final Inquiries inquiries;
    private final Intake intake;
    private final RecordChanges changes;
    private final Caller caller;
    private final CustomerReferences references;

    InquiryResource(
            Inquiries inquiries, Intake intake, RecordChanges changes, Caller caller, CustomerReferences references) {
        this.inquiries = inquiries;
        this.intake = intake;
        this.changes = changes;
        this.caller = caller;
        this.references = references;
    }

    @POST
    @Idempotent
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "storeInquiry",
            summary = "Store an inquiry under its customer, or under who the customer was merged into")
    @APIResponseSchema(
            value = InquiryAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response store(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid InquiryRequest request) {
        Inquiry inquiry = intake.take(inquiries, request, key);
        return Created.at(
                Intake.location(inquiries, inquiry), EntityTag.of(inquiry.version()), InquiryAnswer.of(inquiry));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("orders:read")
    @Operation(operationId = "getInquiry", summary = "One inquiry")
    @APIResponseSchema(value = InquiryAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Inquiry inquiry = inquiries
                .find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no inquiry " + id));
        return EntityTag.of(inquiry.version()).answer(headers, InquiryAnswer.of(inquiry));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "patchInquiry",
            summary = "Change an inquiry",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; lists are replaced whole. Shop, customer, `externalRef` and the time it came stay as they are."
                            + " To add a message send all `messages`, the new one too.")
    @APIResponseSchema(
            value = InquiryAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = InquiryRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(inquiries, id, patch, headers);
    }

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listInquiries", summary = "Inquiries, newest first")
    public Page<InquiryAnswer> list(@BeanParam RecordQuery query, @QueryParam("channel") String channel) {
        Map<String, Object> equal = Collections.singletonMap("channel", channel);
        return query.page(inquiries.list(query.filter(caller, references, equal)), InquiryAnswer::of);
    }
}
