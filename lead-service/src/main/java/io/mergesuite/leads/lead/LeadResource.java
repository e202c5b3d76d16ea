package io.mergesuite.leads.lead;

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

/** Leads as plain records of one enquiry each (LM-01). */
@Path("/v1/leads")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leads")
@RunOnVirtualThread
class LeadResource {

    private final Leads leads;
    private final Intake intake;
    private final RecordChanges changes;
    private final CustomerReferences references;
    private final Caller caller;

    LeadResource(Leads leads, Intake intake, RecordChanges changes, CustomerReferences references, Caller caller) {
        this.leads = leads;
        this.intake = intake;
        this.changes = changes;
        this.references = references;
        this.caller = caller;
    }

    @POST
    @Idempotent
    @RolesAllowed("leads:write")
    @Operation(
            operationId = "storeLead",
            summary = "Store a lead, under its customer or under who the customer was merged into")
    @APIResponseSchema(
            value = LeadAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response store(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid LeadRequest request) {
        Lead lead = intake.take(leads, request, key);
        return Created.at(Intake.location(leads, lead), EntityTag.of(lead.version()), LeadAnswer.of(lead));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("leads:read")
    @Operation(operationId = "getLead", summary = "One lead")
    @APIResponseSchema(value = LeadAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Lead lead = leads.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no lead " + id));
        return EntityTag.of(lead.version()).answer(headers, LeadAnswer.of(lead));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("leads:write")
    @Operation(
            operationId = "patchLead",
            summary = "Change a lead",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; lists are replaced whole. Shop, customer, `externalRef` and the time it came stay as they are.")
    @APIResponseSchema(
            value = LeadAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = LeadRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(leads, id, patch, headers);
    }

    @GET
    @RolesAllowed("leads:read")
    @Operation(
            operationId = "listLeads",
            summary = "Leads, newest first; customerId may be merged away, formerCustomerId is the id they came with")
    public Page<LeadAnswer> list(
            @BeanParam RecordQuery query, @QueryParam("type") LeadType type, @QueryParam("status") LeadStatus status) {
        Map<String, Object> equal = new HashMap<>();
        equal.put("type", type);
        equal.put("status", status);
        return query.page(leads.list(query.filter(caller, references, equal)), LeadAnswer::of);
    }
}
