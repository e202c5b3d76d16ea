package io.mergesuite.blacklist.entry;

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

/** Blacklist entries as plain records (BL-01); nobody is screened against them yet. */
@Path("/v1/blacklist/entries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Blacklist entries")
@RunOnVirtualThread
class EntryResource {

    private final Entries entries;
    private final Intake intake;
    private final RecordChanges changes;
    private final CustomerReferences references;
    private final Caller caller;

    EntryResource(Entries entries, Intake intake, RecordChanges changes, CustomerReferences references, Caller caller) {
        this.entries = entries;
        this.intake = intake;
        this.changes = changes;
        this.references = references;
        this.caller = caller;
    }

    @POST
    @Idempotent
    @RolesAllowed("blacklist:write")
    @Operation(
            operationId = "storeBlacklistEntry",
            summary = "Store a blacklist entry, under its customer or under who the customer was merged into")
    @APIResponseSchema(
            value = EntryAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response store(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid EntryRequest request) {
        Entry entry = intake.take(entries, request, key);
        return Created.at(Intake.location(entries, entry), EntityTag.of(entry.version()), EntryAnswer.of(entry));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("blacklist:read")
    @Operation(operationId = "getBlacklistEntry", summary = "One blacklist entry")
    @APIResponseSchema(value = EntryAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Entry entry = entries.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no entry " + id));
        return EntityTag.of(entry.version()).answer(headers, EntryAnswer.of(entry));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("blacklist:write")
    @Operation(
            operationId = "patchBlacklistEntry",
            summary = "Change a blacklist entry",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; lists are replaced whole. Shop, customer, `externalRef` and the time it came stay as they are."
                            + " To take an entry out of force set `active` to false; it stays.")
    @APIResponseSchema(
            value = EntryAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = EntryRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(entries, id, patch, headers);
    }

    @GET
    @RolesAllowed("blacklist:read")
    @Operation(
            operationId = "listBlacklistEntries",
            summary =
                    "Blacklist entries, newest first; customerId may be merged away, formerCustomerId is the id they came with")
    public Page<EntryAnswer> list(@BeanParam RecordQuery query, @QueryParam("active") Boolean active) {
        Map<String, Object> equal = Collections.singletonMap("active", active);
        return query.page(entries.list(query.filter(caller, references, equal)), EntryAnswer::of);
    }
}
