package io.mergesuite.blacklist.entry;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.ConfirmedCustomers;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.NamedCustomer;
import io.mergesuite.merging.ShopCopies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Blacklist entries as plain records (BL-01); nobody is screened against them yet. */
@Path("/v1/blacklist/entries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Blacklist entries")
@RunOnVirtualThread
class EntryResource {

    private final Entries entries;
    private final ShopCopies shops;
    private final ConfirmedCustomers customers;
    private final CustomerReferences references;
    private final Caller caller;
    private final IdempotentRequest idempotent;

    EntryResource(
            Entries entries,
            ShopCopies shops,
            ConfirmedCustomers customers,
            CustomerReferences references,
            Caller caller,
            IdempotentRequest idempotent) {
        this.entries = entries;
        this.shops = shops;
        this.customers = customers;
        this.references = references;
        this.caller = caller;
        this.idempotent = idempotent;
    }

    @POST
    @Idempotent
    @RolesAllowed("blacklist:write")
    @Operation(
            operationId = "storeBlacklistEntry",
            summary = "Store a blacklist entry, under its customer or under who the customer was merged into")
    public Response store(@NotNull @Valid EntryRequest request) {
        ShopId shop = caller.shopOr(request.shopId());
        CustomerId customer = customerOf(shop, request);
        Entry entry = QuarkusTransaction.requiringNew().call(() -> {
            Entries.Written written = entries.write(
                            shop, Instant.now(), caller.subject(), List.of(new Entries.Arriving(request, customer)))
                    .getFirst();
            if (!written.created()) {
                throw new Problem(EntryProblem.DUPLICATE_EXTERNAL_REF, "an entry with this externalRef exists")
                        .with("id", written.entry().id())
                        .with("number", written.entry().number());
            }
            idempotent.answered(201, location(written.entry()), EntryAnswer.of(written.entry()));
            return written.entry();
        });
        return Response.created(URI.create(location(entry)))
                .header(HttpHeaders.ETAG, EntityTag.of(entry.version()).header())
                .entity(EntryAnswer.of(entry))
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed("blacklist:read")
    @Operation(operationId = "getBlacklistEntry", summary = "One blacklist entry")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Entry entry = entries.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no entry " + id));
        return EntityTag.of(entry.version()).answer(headers, EntryAnswer.of(entry));
    }

    @GET
    @RolesAllowed("blacklist:read")
    @Operation(
            operationId = "listBlacklistEntries",
            summary =
                    "Blacklist entries, newest first; customerId may be merged away, formerCustomerId is the id they came with")
    public Page<EntryAnswer> list(
            @QueryParam("shopId") ShopId shop,
            @QueryParam("customerId") CustomerId customer,
            @QueryParam("formerCustomerId") CustomerId formerCustomer,
            @BeanParam PageRequest page) {
        // A shop that does not exist for the caller has no entries for them (SEC-03).
        Set<ShopId> seen = shop == null ? caller.shops() : caller.sees(shop) ? Set.of(shop) : Set.of();
        List<Entry> found = entries.list(new Entries.Filter(
                seen,
                customer == null ? null : references.leadsTo(customer),
                formerCustomer,
                page.after()
                        .map(position -> UUID.fromString(position.getFirst()))
                        .orElse(null),
                page.limit() + 1));
        return page.of(found, entry -> List.of(entry.id().toString()), EntryAnswer::of);
    }

    private static String location(Entry entry) {
        return "/v1/blacklist/entries/" + entry.id();
    }

    private CustomerId customerOf(ShopId shop, EntryRequest request) {
        request.problem().ifPresent(problem -> {
            throw new Problem(problem, problem.title());
        });
        shops.require(shop);
        List<NamedCustomer> named = request.customers();
        return named.isEmpty() ? null : customers.confirm(shop, caller.actor(), named.getFirst());
    }
}
