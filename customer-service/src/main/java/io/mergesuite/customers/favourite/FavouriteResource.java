package io.mergesuite.customers.favourite;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.customers.customer.Owners;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer's favourite items (CU-03). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Favourites")
@RunOnVirtualThread
class FavouriteResource {

    private final Owners owners;
    private final Favourites favourites;
    private final IdempotentRequest idempotent;

    FavouriteResource(Owners owners, Favourites favourites, IdempotentRequest idempotent) {
        this.owners = owners;
        this.favourites = favourites;
        this.idempotent = idempotent;
    }

    @POST
    @Path("{id}/favourites")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "addFavourite",
            summary = "Add a favourite item",
            description = "One that is there stays as it is. " + Owners.WRITE)
    @APIResponseSchema(value = Favourite.class, responseCode = "201", responseDescription = "It is there")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response add(@PathParam("id") CustomerId id, @NotNull @Valid FavouriteRequest request) {
        return idempotent.created(favourites.add(owners.lock(id), request));
    }

    @GET
    @Path("{id}/favourites")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listFavourites",
            summary = "A customer's favourite items, by item",
            description = "Each once, whoever of the merged customers added it first. " + Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<Favourite> list(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        String after = page.after().map(List::getFirst).orElse("");
        return page.of(favourites.list(owner, after, page.limit() + 1), one -> List.of(one.sku()), one -> one);
    }

    @GET
    @Path("{id}/favourites/{sku}")
    @RolesAllowed("customers:read")
    @Operation(operationId = "getFavourite", summary = "A favourite item", description = Owners.READ)
    @APIResponseSchema(value = Favourite.class, responseCode = "200", responseDescription = "It is one")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response get(
            @PathParam("id") CustomerId id,
            @PathParam("sku") String sku,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @Context HttpHeaders headers) {
        Favourite favourite = favourite(owners.read(id, showMerged), sku);
        return tag(favourite).answer(headers, favourite);
    }

    @DELETE
    @Path("{id}/favourites/{sku}")
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(operationId = "removeFavourite", summary = "Remove a favourite item", description = Owners.WRITE)
    @APIResponse(responseCode = "204", description = "It is none any more")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response remove(@PathParam("id") CustomerId id, @PathParam("sku") String sku, @Context HttpHeaders headers) {
        Owner owner = owners.lock(id);
        tag(favourite(owner, sku)).requireMatch(headers);
        favourites.remove(owner, sku);
        return Response.noContent().build();
    }

    private Favourite favourite(Owner owner, String sku) {
        return favourites
                .find(owner, sku)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "the item is no favourite of the customer"));
    }

    private static EntityTag tag(Favourite favourite) {
        return EntityTag.of(favourite.addedAt().toEpochMilli());
    }
}
