package io.mergesuite.merges.merge;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.JobChanges;
import io.mergesuite.api.JobEvent;
import io.mergesuite.api.JobEvents;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.PreferredWait;
import io.mergesuite.api.Problem;
import io.mergesuite.api.Waits;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.merges.policy.Policies;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Merges as resources: asked for, watched, looked up (CM-01, CM-21, API-07, API-08). */
@Path("/v1/merges")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "merges")
class MergeResource {

    private final Caller caller;
    private final Customers customers;
    private final Policies policies;
    private final OpeningMerges opening;
    private final MergeHistory history;
    private final MergeWaits waits;
    private final IdempotentRequest request;
    private final MergeSteering steering;
    private final JobEvents events;

    MergeResource(
            Caller caller,
            Customers customers,
            Policies policies,
            OpeningMerges opening,
            MergeHistory history,
            MergeWaits waits,
            IdempotentRequest request,
            MergeSteering steering,
            JobEvents events) {
        this.caller = caller;
        this.customers = customers;
        this.policies = policies;
        this.opening = opening;
        this.history = history;
        this.waits = waits;
        this.request = request;
        this.steering = steering;
        this.events = events;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed("customers:merge")
    @Idempotent(required = true, replay = Idempotent.Replay.PRESENT_STATE, acrossShops = true)
    @Waits
    @Operation(
            operationId = "createMerge",
            summary = "Merge customers",
            description = "Makes one survivor and 1 to 1,000 sources one customer. What can be"
                    + " known at once is answered at once; the rest ends the merge as `ABORTED` with its code."
                    + " `Prefer: wait=N` answers when it has ended, at the latest after N seconds.")
    @APIResponseSchema(
            value = MergeAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response create(@Valid MergeRequest asked, @Context HttpHeaders headers) {
        Duration wait = PreferredWait.of(headers);
        // Who does not see the first merge's shop does not see its customers either, so opening it again tells no more.
        var id = request.replayOf()
                .map(MergeId::of)
                .filter(first -> history.find(first).filter(this::visible).isPresent())
                .orElseGet(() -> open(asked));
        var view = waits.await(id, wait).orElseThrow();
        return Created.at("/v1/merges/" + id, EntityTag.of(view.revision()), MergeAnswer.of(view));
    }

    private MergeId open(MergeRequest asked) {
        if (asked == null) {
            throw new Problem(CommonProblem.INVALID, "a body is needed").at("", "required", "the merge");
        }
        var group = asked.group();
        List<KnownCustomer> known = customers.find(caller.shops(), caller.actor(), group.names());
        return QuarkusTransaction.requiringNew().call(() -> {
            var candidates = new MergeCheck(known).check(group, policies::inForce);
            var now = opening.now();
            var merge = new Merge(
                    MergeId.next(),
                    candidates.shop(),
                    candidates.survivor(),
                    candidates.sources(),
                    asked.reason(),
                    caller.actor(),
                    candidates.policy(),
                    null,
                    now);
            Map<MergeId, Problem> refused = opening.open(List.of(merge), now);
            if (!refused.isEmpty()) {
                throw refused.get(merge.id());
            }
            request.answered(201, "/v1/merges/" + merge.id(), null);
            return merge.id();
        });
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getMerge",
            summary = "Show a merge",
            description =
                    "State, steps, progress, and how it ended. `losingFields` names what lost (CM-13); the values stay"
                            + " on the sources: `GET /v1/customers/{sourceId}?showMerged=true`.")
    @APIResponseSchema(value = MergeAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") MergeId id, @Context HttpHeaders headers) {
        var view = find(id);
        return EntityTag.of(view.revision()).answerJob(headers, MergeAnswer.of(view), view.endedAt() != null);
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listMerges",
            summary = "List merges, newest first",
            description = "`customerId` finds the merges in which a customer ever was survivor or source.")
    public Page<MergeAnswer> list(
            @QueryParam("customerId") CustomerId customerId,
            @QueryParam("state") MergeState state,
            @QueryParam("shopId") ShopId shopId,
            @BeanParam PageRequest page) {
        var shops = shopId == null ? caller.shops() : caller.sees(shopId) ? List.of(shopId) : List.<ShopId>of();
        var before =
                page.after().map(position -> MergeId.of(position.getFirst())).orElse(null);
        var found = history.list(shops, customerId, state, before, page.limit() + 1);
        return page.of(found, view -> List.of(view.merge().id().toString()), MergeAnswer::of);
    }

    @GET
    @Blocking
    @Path("{id}/events")
    @RolesAllowed("customers:read")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "watchMerge",
            summary = "Watch a merge",
            description = "Server-sent events `merge` with the merge as it stands, then `end`.")
    public Multi<OutboundSseEvent> watch(@PathParam("id") MergeId id, @Context HttpHeaders headers) {
        find(id);
        return events.stream(headers, seen -> {
            var view = history.find(id).orElseThrow();
            return JobChanges.since(
                    seen, new JobEvent(view.revision(), "merge", MergeAnswer.of(view)), view.endedAt() != null);
        });
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/abort")
    @RolesAllowed("customers:merge")
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE, acrossShops = true)
    @Waits
    @Operation(
            operationId = "abortMerge",
            summary = "Abort a merge",
            description =
                    "Before the pivot only, while it is `REQUESTED` or `PREPARING`: everything is as before when it is `ABORTED`,"
                            + " with `error.code` `aborted-on-request` and `error.by`. From `COMMITTED` on it is refused. A merge that is"
                            + " `ABORTING` or `ABORTED` already is answered as it is, with the reason it had first."
                            + " `Prefer: wait=N` answers when it has ended, at the latest after N seconds.")
    @APIResponse(
            responseCode = "200",
            description = "The merge as it is now.",
            content = @Content(schema = @Schema(implementation = MergeAnswer.class)))
    public Response abort(@PathParam("id") MergeId id, @Context HttpHeaders headers) {
        return steered(id, headers, steering::abort);
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/retry")
    @RolesAllowed("ops:retry")
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE, acrossShops = true)
    @Waits
    @Operation(
            operationId = "retryMerge",
            summary = "Try a merge again now",
            description =
                    "Asks again for what is not answered, without waiting for its next turn: for a merge that is `stalled`, or"
                            + " that waits. What is answered is not done twice. `Prefer: wait=N` answers when it has ended, at the latest"
                            + " after N seconds.")
    @APIResponse(
            responseCode = "200",
            description = "The merge as it is now.",
            content = @Content(schema = @Schema(implementation = MergeAnswer.class)))
    public Response retry(@PathParam("id") MergeId id, @Context HttpHeaders headers) {
        return steered(id, headers, steering::retry);
    }

    /** A repeat changes nothing, and is answered with the merge as it has become. */
    private Response steered(MergeId id, HttpHeaders headers, Consumer<MergeId> change) {
        Duration wait = PreferredWait.of(headers);
        find(id);
        if (request.replayOf().isEmpty()) {
            change.accept(id);
        }
        var view = waits.await(id, wait).orElseThrow();
        var answer = Response.ok(MergeAnswer.of(view))
                .header(HttpHeaders.ETAG, EntityTag.of(view.revision()).header());
        return (view.endedAt() == null ? answer.header(HttpHeaders.RETRY_AFTER, 1) : answer).build();
    }

    private boolean visible(MergeView view) {
        return caller.sees(view.merge().shop());
    }

    private MergeView find(MergeId id) {
        return history.find(id)
                .filter(this::visible)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no merge " + id));
    }
}
