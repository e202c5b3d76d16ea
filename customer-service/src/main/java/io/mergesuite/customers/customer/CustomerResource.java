package io.mergesuite.customers.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
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
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Customers, one at a time and as a list (CU-01, CU-05, CU-06). */
@Path("/v1/customers")
@Tag(name = "Customers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CustomerResource {

    static final String READ_MERGED = "customers:read-merged";

    private final Customers customers;
    private final CustomerWriting writing;
    private final CustomerSearch search;
    private final Caller caller;
    private final IdempotentRequest idempotent;

    CustomerResource(
            Customers customers,
            CustomerWriting writing,
            CustomerSearch search,
            Caller caller,
            IdempotentRequest idempotent) {
        this.customers = customers;
        this.writing = writing;
        this.search = search;
        this.caller = caller;
        this.idempotent = idempotent;
    }

    @POST
    @Idempotent
    @RolesAllowed({"customers:write", Caller.INTERNAL})
    @Transactional
    @Operation(
            operationId = "createCustomer",
            summary = "Create a customer",
            description =
                    "Only `kind` is required, and `shopId` where the token knows several shops."
                            + " An `externalRef` that the shop has already is 409 `duplicate-external-ref`, naming the customer.")
    @APIResponseSchema(
            value = CustomerAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response create(@NotNull @Valid CustomerRequest request) {
        ShopId shop = caller.shopOr(request.shopId());
        Customer customer = writing.create(shop, request);
        CustomerAnswer answer = CustomerAnswer.of(customer);
        URI location = uri(customer.id());
        idempotent.answered(Response.Status.CREATED.getStatusCode(), location.toString(), answer);
        return tagged(Response.created(location), customer).entity(answer).build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getCustomer",
            summary = "A customer",
            description =
                    "A merged-away customer is 307 to its final survivor (API-10), an erased one 410. A deleted one is shown, with"
                            + " the status `DELETED`.")
    @APIResponse(
            responseCode = "200",
            description = "The customer",
            content = @Content(schema = @Schema(implementation = CustomerAnswer.class)))
    @APIResponse(
            responseCode = "307",
            description = "It is merged away; `Location` is its final survivor. Not to be stored",
            content = @Content(schema = @Schema(implementation = CustomerAnswer.Redirect.class)))
    @APIResponse(responseCode = "410", description = "It was erased for privacy")
    public Response get(
            @PathParam("id") CustomerId id,
            @QueryParam("followMerges")
                    @DefaultValue("false")
                    @Parameter(description = "Answer with the survivor, and its `Content-Location`")
                    boolean followMerges,
            @QueryParam("showMerged")
                    @DefaultValue("false")
                    @Parameter(
                            description = "Answer with the merged-away customer itself; needs `customers:read-merged`")
                    boolean showMerged,
            @Context HttpHeaders headers) {
        Customer customer =
                customers.find(id).filter(found -> caller.sees(found.shopId())).orElseThrow(() -> notFound(id));
        customer.requireNotErased();
        if (!customer.isMerged()) {
            return CustomerAnswer.tag(customer).answer(headers, CustomerAnswer.of(customer));
        }
        if (showMerged) {
            requireReadMerged();
            return CustomerAnswer.tag(customer).answer(headers, CustomerAnswer.of(customer));
        }
        if (followMerges) {
            return survivor(customer, headers);
        }
        // The path alone, so that it holds behind any gateway: location() would put this service's own address before
        // it.
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .header(HttpHeaders.LOCATION, uri(customer.mergedInto()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(CustomerAnswer.Redirect.of(customer))
                .build();
    }

    /** The chain is one step long (SG-03), but it may have grown by one between the two reads. */
    private Response survivor(Customer merged, HttpHeaders headers) {
        Customer survivor = merged;
        while (survivor.isMerged()) {
            survivor = customers.find(survivor.mergedInto()).orElseThrow();
        }
        Response answer = CustomerAnswer.tag(survivor).answer(headers, CustomerAnswer.of(survivor));
        return Response.fromResponse(answer)
                .header(HttpHeaders.CONTENT_LOCATION, uri(survivor.id()))
                .build();
    }

    @GET
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listCustomers",
            summary = "List and search customers",
            description = "Newest first. Merged-away customers are left out unless asked for by `status`.")
    public Page<CustomerAnswer> list(@BeanParam CustomerFilter filter, @BeanParam PageRequest page) {
        return page(filter.search(), page);
    }

    @POST
    @Path("search")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "searchCustomers",
            summary = "Search customers",
            description =
                    "As the list, by a body: what is typed stands in no address, and there is more to search by. Newest"
                            + " first; with a range of the last order or of `registeredAt` by that, latest first. A range begins with `…From` and ends"
                            + " before `…To`. The next page is asked for by the same body with the `cursor` of the page before.")
    public Page<CustomerAnswer> search(@NotNull @Valid CustomerSearchRequest search, @Context UriInfo request) {
        search.requireRanges();
        return page(search, PageRequest.inBody(request, search.limit(), search.cursor()));
    }

    private Page<CustomerAnswer> page(CustomerSearchRequest search, PageRequest page) {
        if (search.asksForMerged()) {
            requireReadMerged();
        }
        // A shop that does not exist for the caller has no customers for them (SEC-03).
        Collection<ShopId> visible = search.shopId() == null
                ? caller.shops()
                : caller.sees(search.shopId()) ? List.of(search.shopId()) : List.of();
        CustomerSearch.Position after =
                page.after().map(CustomerSearch.Position::of).orElse(null);
        return page.of(
                this.search.find(search, visible, after, page.limit() + 1),
                found -> found.position().texts(),
                found -> CustomerAnswer.of(found.customer(), found.through()));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "patchCustomer",
            summary = "Change a customer",
            description = "A JSON merge patch (RFC 7396) over the fields of a"
                    + " `POST`; lists are replaced whole. `shopId` and `kind` can't be changed. A customer that is being merged"
                    + " away is 409 `customer-merging`, one that is merged away 409 `customer-merged` with `mergedInto`, a deleted one 409"
                    + " `customer-deleted`.")
    @APIResponse(
            responseCode = "200",
            description = "The customer as it is now",
            content = @Content(schema = @Schema(implementation = CustomerAnswer.class)))
    @APIResponse(responseCode = "410", description = "It was erased for privacy")
    public Response patch(
            @PathParam("id") CustomerId id,
            @NotNull @RequestBody(required = true) @Schema(implementation = CustomerRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        Customer customer = locked(id);
        writing.requireEditable(customer);
        CustomerAnswer.tag(customer).requireMatch(headers);
        Customer changed = writing.patch(customer, patch);
        return tagged(Response.ok(), changed).entity(CustomerAnswer.of(changed)).build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "deleteCustomer",
            summary = "Delete a customer",
            description =
                    "It can be restored: nothing of it is lost. Its orders and other records stay with it, and late ones are still"
                            + " stored. It is out of lists, exports and merges, and can't be edited; its number and external ref stay its own."
                            + " A customer of a running merge is 409 `customer-merging`, a merged-away one 409 `customer-merged` with `mergedInto`."
                            + " To forget a person for good, erase them (`POST /v1/erasures`).")
    @APIResponse(responseCode = "204", description = "It is deleted")
    @APIResponse(responseCode = "410", description = "It was erased for privacy")
    public Response delete(@PathParam("id") CustomerId id, @Context HttpHeaders headers) {
        Customer customer = locked(id);
        CustomerAnswer.tag(customer).requireMatch(headers);
        writing.delete(customer);
        return Response.noContent().build();
    }

    @POST
    @Path("{id}/restore")
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE, acrossShops = true)
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "restoreCustomer",
            summary = "Restore a deleted customer",
            description =
                    "It is as it was. One that is not deleted stays as it is; a merged-away one is 409 `customer-merged`. A repeat"
                            + " with the same `Idempotency-Key` restores nothing, and answers with the customer as it is now.")
    @APIResponse(
            responseCode = "200",
            description = "The customer as it is now",
            content = @Content(schema = @Schema(implementation = CustomerAnswer.class)))
    @APIResponse(responseCode = "410", description = "It was erased for privacy")
    public Response restore(@PathParam("id") CustomerId id) {
        Customer customer = locked(id);
        customer.requireNotErased();
        if (idempotent.replayOf().isEmpty()) {
            customer = writing.restore(customer);
            idempotent.answered(Response.Status.OK.getStatusCode(), uri(id).toString(), null);
        }
        return tagged(Response.ok(), customer)
                .entity(CustomerAnswer.of(customer))
                .build();
    }

    private Customer locked(CustomerId id) {
        return customers.lock(id).filter(found -> caller.sees(found.shopId())).orElseThrow(() -> notFound(id));
    }

    private void requireReadMerged() {
        if (!caller.may(READ_MERGED)) {
            throw new Problem(CommonProblem.FORBIDDEN, "merged-away customers are read with " + READ_MERGED);
        }
    }

    private static Problem notFound(CustomerId id) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no customer " + id);
    }

    private static URI uri(CustomerId id) {
        return URI.create("/v1/customers/" + id);
    }

    private static Response.ResponseBuilder tagged(Response.ResponseBuilder answer, Customer customer) {
        return answer.header(HttpHeaders.ETAG, CustomerAnswer.tag(customer).header());
    }
}
