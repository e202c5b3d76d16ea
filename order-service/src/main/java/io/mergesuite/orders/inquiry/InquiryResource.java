package io.mergesuite.orders.inquiry;

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

/** Inquiries (OR-03, OR-04). */
@Path("/v1/inquiries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Inquiries")
@RunOnVirtualThread
class InquiryResource {

    private final Inquiries inquiries;
    private final Intake intake;
    private final Caller caller;
    private final CustomerReferences references;

    InquiryResource(Inquiries inquiries, Intake intake, Caller caller, CustomerReferences references) {
        this.inquiries = inquiries;
        this.intake = intake;
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

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listInquiries", summary = "Inquiries, newest first")
    public Page<InquiryAnswer> list(@BeanParam RecordQuery query, @QueryParam("channel") String channel) {
        Map<String, Object> equal = Collections.singletonMap("channel", channel);
        return query.page(inquiries.list(query.filter(caller, references, equal)), InquiryAnswer::of);
    }
}
