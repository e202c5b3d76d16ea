package io.mergesuite.leads.lead;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Intake;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    private final CustomerReferences references;
    private final Caller caller;

    LeadResource(Leads leads, Intake intake, CustomerReferences references, Caller caller) {
        this.leads = leads;
        this.intake = intake;
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

    @GET
    @RolesAllowed("leads:read")
    @Operation(
            operationId = "listLeads",
            summary = "Leads, newest first; customerId may be merged away, formerCustomerId is the id they came with")
    public Page<LeadAnswer> list(
            @QueryParam("shopId") ShopId shop,
            @QueryParam("customerId") CustomerId customer,
            @QueryParam("formerCustomerId") CustomerId formerCustomer,
            @BeanParam PageRequest page) {
        // A shop that does not exist for the caller has no leads for them (SEC-03).
        Set<ShopId> seen = shop == null ? caller.shops() : caller.sees(shop) ? Set.of(shop) : Set.of();
        List<Lead> found = leads.list(new Leads.Filter(
                seen,
                customer == null ? null : references.leadsTo(customer),
                formerCustomer,
                page.after()
                        .map(position -> UUID.fromString(position.getFirst()))
                        .orElse(null),
                page.limit() + 1));
        return page.of(found, lead -> List.of(lead.id().toString()), LeadAnswer::of);
    }
}
