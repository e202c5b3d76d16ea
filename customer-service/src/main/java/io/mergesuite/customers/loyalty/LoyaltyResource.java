package io.mergesuite.customers.loyalty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.customers.customer.Owners;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer's participation in loyalty programmes (CU-03). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Loyalty")
@RunOnVirtualThread
class LoyaltyResource {

    /** All programmes of a customer: few. */
    record Participations(List<Participation> items) {}

    private final Owners owners;
    private final Loyalty loyalty;
    private final RequestReader reader;
    private final IdempotentRequest idempotent;
    private final Clock clock;

    LoyaltyResource(Owners owners, Loyalty loyalty, RequestReader reader, IdempotentRequest idempotent, Clock clock) {
        this.owners = owners;
        this.loyalty = loyalty;
        this.reader = reader;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @POST
    @Path("{id}/loyalty")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "joinLoyaltyProgramme",
            summary = "Join a loyalty programme",
            description = "Who takes part already is 409 `already-joined`. " + Owners.WRITE)
    @APIResponseSchema(value = Participation.class, responseCode = "201", responseDescription = "Joined")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response join(@PathParam("id") CustomerId id, @NotNull @Valid ParticipationRequest request) {
        Owner owner = owners.lock(id);
        if (loyalty.of(owner, request.programme()).isPresent()) {
            throw new Problem(LoyaltyProblem.ALREADY_JOINED, "the customer takes part in " + request.programme());
        }
        Participation joined = loyalty.join(owner, request, clock.instant());
        String location = "/v1/customers/" + owner.id() + "/loyalty/" + joined.programme();
        idempotent.answered(Response.Status.CREATED.getStatusCode(), location, joined);
        return Created.at(location, EntityTag.of(joined.version()), joined);
    }

    @GET
    @Path("{id}/loyalty")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listLoyaltyProgrammes",
            summary = "The loyalty programmes of a customer",
            description = Owners.READ)
    @APIResponseSchema(value = Participations.class, responseCode = "200", responseDescription = "All of them")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Participations list(
            @PathParam("id") CustomerId id, @QueryParam("showMerged") @DefaultValue("false") boolean showMerged) {
        return new Participations(loyalty.of(owners.read(id, showMerged)));
    }

    @GET
    @Path("{id}/loyalty/{programme}")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getLoyaltyProgramme",
            summary = "A customer's participation in a loyalty programme",
            description =
                    "After a merge that carries loyalty over: joined at the earliest date, in the highest tier, with the sum of the"
                            + " balances (CM-14). " + Owners.READ)
    @APIResponseSchema(value = Participation.class, responseCode = "200", responseDescription = "As it is now")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response get(
            @PathParam("id") CustomerId id,
            @PathParam("programme") String programme,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @Context HttpHeaders headers) {
        Participation participation = participation(owners.read(id, showMerged), programme);
        return EntityTag.of(participation.version()).answer(headers, participation);
    }

    @PATCH
    @Path("{id}/loyalty/{programme}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "patchLoyaltyProgramme",
            summary = "Change a participation",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; the programme stays. " + Owners.WRITE)
    @APIResponseSchema(value = Participation.class, responseCode = "200", responseDescription = "As it is now")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response patch(
            @PathParam("id") CustomerId id,
            @PathParam("programme") String programme,
            @NotNull @RequestBody(required = true) @Schema(implementation = ParticipationRequest.class)
                    ObjectNode patch,
            @Context HttpHeaders headers) {
        Owner owner = owners.lock(id);
        Participation present = participation(owner, programme);
        EntityTag.of(present.version()).requireMatch(headers);
        ParticipationRequest request = reader.patched(ParticipationRequest.of(present), patch, Set.of("programme"));
        Participation changed = loyalty.change(owner, present, request);
        return Response.ok(changed)
                .header(HttpHeaders.ETAG, EntityTag.of(changed.version()).header())
                .build();
    }

    @DELETE
    @Path("{id}/loyalty/{programme}")
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "leaveLoyaltyProgramme",
            summary = "Leave a loyalty programme",
            description = "The balance goes with it. " + Owners.WRITE)
    @APIResponse(responseCode = "204", description = "It takes part no more")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response leave(
            @PathParam("id") CustomerId id, @PathParam("programme") String programme, @Context HttpHeaders headers) {
        Owner owner = owners.lock(id);
        EntityTag.of(participation(owner, programme).version()).requireMatch(headers);
        loyalty.leave(owner, programme);
        return Response.noContent().build();
    }

    private Participation participation(Owner owner, String programme) {
        return loyalty.of(owner, programme)
                .orElseThrow(() ->
                        new Problem(CommonProblem.NOT_FOUND, "the customer takes no part in a programme of this code"));
    }
}
