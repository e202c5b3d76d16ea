package io.mergesuite.merges.batch;

import io.mergesuite.api.BodyLimit;
import io.mergesuite.api.CalleeRefused;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.CustomerDirectory;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.JobChanges;
import io.mergesuite.api.JobEvent;
import io.mergesuite.api.JobEvents;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.merges.batch.BatchRequest.Posted;
import io.mergesuite.merges.merge.CustomerName;
import io.mergesuite.merges.merge.Customers;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Many merges by one request, with a result line for each group (CM-22, API-08). */
@Path("/v1/merge-batches")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "merge batches")
class BatchResource {

    private final Caller caller;
    private final CustomerDirectory directory;
    private final Customers customers;
    private final Batches batches;
    private final BatchOpener opener;
    private final IdempotentRequest request;
    private final JobEvents events;

    BatchResource(
            Caller caller,
            @RestClient CustomerDirectory directory,
            Customers customers,
            Batches batches,
            BatchOpener opener,
            IdempotentRequest request,
            JobEvents events) {
        this.caller = caller;
        this.directory = directory;
        this.customers = customers;
        this.batches = batches;
        this.opener = opener;
        this.request = request;
        this.events = events;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed("customers:merge")
    @Idempotent(required = true, replay = Idempotent.Replay.PRESENT_STATE)
    @BodyLimit(BodyLimit.BATCH)
    @Operation(
            operationId = "createMergeBatch",
            summary = "Merge many groups of customers",
            description =
                    "At most 10,000 groups, at most 8 MiB. A malformed group, or a customer in two, by id or by number,"
                            + " refuses the whole; what is wrong with the customers of a group is its result line.")
    @APIResponseSchema(
            value = BatchAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response create(@Valid BatchRequest asked) {
        var id = request.replayOf().map(UUID::fromString).orElseGet(() -> store(asked));
        var batch = batches.find(id).orElseThrow();
        return Created.at("/v1/merge-batches/" + id, EntityTag.of(batch.revision()), BatchAnswer.of(batch));
    }

    private UUID store(BatchRequest asked) {
        if (asked == null) {
            throw new Problem(CommonProblem.INVALID, "a body is needed").at("", "required", "the batch");
        }
        var shop = caller.shopOr(asked.shopId());
        var posted = asked.posted();
        requireBegun(shop);
        // Before the working transaction begins, so that no lock waits for another service.
        var groups = BatchRequest.byId(posted, numbered(shop, posted));
        var id = QuarkusTransaction.requiringNew().call(() -> {
            var stored = batches.insert(shop, caller.actor(), groups);
            request.answered(201, "/v1/merge-batches/" + stored, null);
            return stored;
        });
        opener.wake();
        return id;
    }

    /**
     * What customer-service knows of those who are named by number, asked in as few calls as it takes. Of the others it is asked
     * when their groups are opened.
     */
    private List<KnownCustomer> numbered(ShopId shop, List<Posted> posted) {
        var names = posted.stream()
                .flatMap(one -> one.group().names())
                .filter(CustomerName.ByNumber.class::isInstance)
                .toList();
        var known = new ArrayList<KnownCustomer>();
        for (int from = 0; from < names.size(); from += CustomerLookup.LIMIT) {
            var asked = names.subList(from, Math.min(from + CustomerLookup.LIMIT, names.size()));
            known.addAll(customers.find(List.of(shop), caller.actor(), asked.stream()));
        }
        return known;
    }

    /** A shop may not have begun, whatever the token says (CU-09). */
    private void requireBegun(ShopId shop) {
        try {
            directory.shop(shop, caller.actor());
        } catch (CalleeRefused refused) {
            if (refused.status() != 404) {
                throw refused;
            }
            throw new Problem(CommonProblem.UNKNOWN_SHOP, "there is no shop " + shop)
                    .at("/shopId", "unknown-shop", "there is no such shop");
        }
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listMergeBatches",
            summary = "List batches, newest first",
            description = "`state` finds those that are `RUNNING`, or `COMPLETED`.")
    public Page<BatchAnswer> list(
            @QueryParam("state") BatchAnswer.State state,
            @QueryParam("shopId") ShopId shopId,
            @BeanParam PageRequest page) {
        var shops = shopId == null ? caller.shops() : caller.sees(shopId) ? List.of(shopId) : List.<ShopId>of();
        var running = state == null ? null : state == BatchAnswer.State.RUNNING;
        var before = page.after()
                .map(position -> UUID.fromString(position.getFirst()))
                .orElse(null);
        var found = batches.list(shops, running, before, page.limit() + 1);
        return page.of(found, batch -> List.of(batch.id().toString()), BatchAnswer::of);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getMergeBatch",
            summary = "Show a batch",
            description = "How many groups wait, run and have ended.")
    @APIResponseSchema(value = BatchAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        var batch = find(id);
        return EntityTag.of(batch.revision()).answerJob(headers, BatchAnswer.of(batch), batch.endedAt() != null);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/results")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listMergeBatchResults",
            summary = "List the results of a batch",
            description = "A line for each group, in the order of the groups.")
    public Page<GroupResult> results(@PathParam("id") UUID id, @BeanParam PageRequest page) {
        find(id);
        int from = page.after()
                .map(position -> Integer.parseInt(position.getFirst()) + 1)
                .orElse(0);
        return page.of(
                batches.results(id, from, page.limit() + 1),
                result -> List.of(Integer.toString(result.group())),
                result -> result);
    }

    @GET
    @Blocking
    @Path("{id}/events")
    @RolesAllowed("customers:read")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "watchMergeBatch",
            summary = "Watch a batch",
            description = "Server-sent events `batch` with the batch as it stands, then `end`.")
    public Multi<OutboundSseEvent> watch(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        find(id);
        return events.stream(headers, seen -> {
            var batch = batches.find(id).orElseThrow();
            return JobChanges.since(
                    seen, new JobEvent(batch.revision(), "batch", BatchAnswer.of(batch)), batch.endedAt() != null);
        });
    }

    private Batch find(UUID id) {
        return batches.find(id)
                .filter(batch -> caller.sees(batch.shop()))
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no batch " + id));
    }
}
