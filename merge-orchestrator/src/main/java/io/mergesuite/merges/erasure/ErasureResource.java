package io.mergesuite.merges.erasure;

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
import io.mergesuite.api.PreferredWait;
import io.mergesuite.api.Problem;
import io.mergesuite.api.Waits;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Erasures as resources: asked for, watched, looked up (API-07, API-11). */
@Path("/v1/erasures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "erasures")
class ErasureResource {

    private static final long LOOK_MILLIS = 50;

    private final Caller caller;
    private final CustomerDirectory directory;
    private final ErasureSaga saga;
    private final Erasures erasures;
    private final IdempotentRequest request;
    private final JobEvents events;

    ErasureResource(
            Caller caller,
            @RestClient CustomerDirectory directory,
            ErasureSaga saga,
            Erasures erasures,
            IdempotentRequest request,
            JobEvents events) {
        this.caller = caller;
        this.directory = directory;
        this.saga = saga;
        this.erasures = erasures;
        this.request = request;
        this.events = events;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed("customers:erase")
    @Idempotent(required = true, replay = Idempotent.Replay.PRESENT_STATE, acrossShops = true)
    @Waits
    @Operation(
            operationId = "createErasure",
            summary = "Erase a person",
            description =
                    "Whatever id of the person is named, the survivor and everyone merged into it are erased in all services. Ids,"
                            + " redirects and amounts stay; names, addresses, contacts, free text and all that merges have kept of them go, and"
                            + " subscriptions are cancelled. There is no way back. `Prefer: wait=N` answers when it has ended, at the latest"
                            + " after N seconds.")
    @APIResponseSchema(
            value = ErasureAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response create(@NotNull @Valid ErasureRequest asked, @Context HttpHeaders headers) {
        Duration wait = PreferredWait.of(headers);
        var id = request.replayOf()
                .map(ErasureId::of)
                .filter(first -> erasures.find(first).filter(this::visible).isPresent())
                .orElseGet(() -> open(asked));
        var erasure = await(id, wait);
        return Created.at("/v1/erasures/" + id, EntityTag.of(erasure.revision()), ErasureAnswer.of(erasure));
    }

    private ErasureId open(ErasureRequest asked) {
        ErasedPerson person = person(asked.customerId());
        return QuarkusTransaction.requiringNew().call(() -> {
            Instant now = saga.now();
            var erasure = new Erasure(
                    ErasureId.next(),
                    asked.customerId(),
                    person,
                    asked.reason(),
                    caller.actor(),
                    ErasureProgress.begin(now),
                    now,
                    null);
            saga.open(erasure);
            request.answered(201, "/v1/erasures/" + erasure.id(), null);
            return erasure.id();
        });
    }

    /** customer-service looks in one shop at a time. */
    private ErasedPerson person(CustomerId asked) {
        for (ShopId shop : caller.shops()) {
            try {
                return directory.person(shop, caller.actor(), asked);
            } catch (CalleeRefused refused) {
                if (refused.status() != 404) {
                    throw refused;
                }
            }
        }
        throw new Problem(ErasureProblem.UNKNOWN_CUSTOMER, "there is no customer " + asked)
                .at("/customerId", ErasureProblem.UNKNOWN_CUSTOMER.code(), "there is no such customer");
    }

    private Erasure await(ErasureId id, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        var erasure = erasures.find(id).orElseThrow();
        try {
            while (erasure.endedAt() == null && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MILLIS);
                erasure = erasures.find(id).orElseThrow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return erasure;
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}")
    @RolesAllowed("customers:erase")
    @Operation(
            operationId = "getErasure",
            summary = "Show an erasure",
            description = "State, steps, and what was erased.")
    @APIResponseSchema(value = ErasureAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") ErasureId id, @Context HttpHeaders headers) {
        var erasure = find(id);
        return EntityTag.of(erasure.revision())
                .answerJob(headers, ErasureAnswer.of(erasure), erasure.endedAt() != null);
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed("customers:erase")
    @Operation(
            operationId = "listErasures",
            summary = "List erasures, newest first",
            description = "`customerId` finds those of a person by any of its ids.")
    public Page<ErasureAnswer> list(
            @QueryParam("customerId") CustomerId customerId,
            @QueryParam("state") ErasureState state,
            @QueryParam("shopId") ShopId shopId,
            @BeanParam PageRequest page) {
        var shops = shopId == null ? caller.shops() : caller.sees(shopId) ? List.of(shopId) : List.<ShopId>of();
        var before =
                page.after().map(position -> ErasureId.of(position.getFirst())).orElse(null);
        return page.of(
                erasures.list(shops, customerId, state, before, page.limit() + 1),
                erasure -> List.of(erasure.id().toString()),
                ErasureAnswer::of);
    }

    @GET
    @Blocking
    @Path("{id}/events")
    @RolesAllowed("customers:erase")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "watchErasure",
            summary = "Watch an erasure",
            description = "Server-sent events `erasure` with the erasure as it stands, then `end`.")
    public Multi<OutboundSseEvent> watch(@PathParam("id") ErasureId id, @Context HttpHeaders headers) {
        find(id);
        return events.stream(headers, seen -> {
            var erasure = erasures.find(id).orElseThrow();
            return JobChanges.since(
                    seen,
                    new JobEvent(erasure.revision(), "erasure", ErasureAnswer.of(erasure)),
                    erasure.endedAt() != null);
        });
    }

    private boolean visible(Erasure erasure) {
        return caller.sees(erasure.person().shopId());
    }

    private Erasure find(ErasureId id) {
        return erasures.find(id)
                .filter(this::visible)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no erasure " + id));
    }
}
