package io.mergesuite.customers.customer;

import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.contracts.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What merges have noted on a customer (CM-16). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
@RunOnVirtualThread
class MergeNoteResource {

    private final Owners owners;
    private final MergeNotes notes;

    MergeNoteResource(Owners owners, MergeNotes notes) {
        this.owners = owners;
        this.notes = notes;
    }

    @GET
    @Path("{id}/merge-notes")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listMergeNotes",
            summary = "Notes that merges have left on a customer, newest first",
            description = "As the policy's `mergeNote` and `duplicateNote` say. " + Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<MergeNote> list(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                notes.list(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }
}
