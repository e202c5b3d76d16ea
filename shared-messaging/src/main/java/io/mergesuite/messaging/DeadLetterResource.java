package io.mergesuite.messaging;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/**
 * The dead letters of a service, for its operators. One letter may carry the work of many shops; so it belongs to none, and none of its
 * content is shown (SEC-03).
 */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
class DeadLetterResource {

    private static final Logger LOG = Logger.getLogger(DeadLetterResource.class);
    private static final String OPERATOR = "ops:retry";

    private final DeadLetters deadLetters;
    private final Caller caller;
    private final IdempotentRequest request;

    DeadLetterResource(DeadLetters deadLetters, Caller caller, IdempotentRequest request) {
        this.deadLetters = deadLetters;
        this.caller = caller;
        this.request = request;
    }

    @GET
    @RunOnVirtualThread
    @RolesAllowed(OPERATOR)
    @Operation(
            operationId = "listDeadLetters",
            summary = "List messages that this service could not handle",
            description = "Those that wait, the oldest first. They wait until they are replayed or discarded.")
    public Page<DeadLetterAnswer> list(@BeanParam PageRequest page) {
        UUID after = page.after().map(List::getFirst).map(UUID::fromString).orElse(null);
        return page.of(
                deadLetters.list(after, page.limit() + 1),
                letter -> List.of(letter.id().toString()),
                DeadLetterAnswer::of);
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/replay")
    @RolesAllowed(OPERATOR)
    @Idempotent
    @Operation(
            operationId = "replayDeadLetter",
            summary = "Have a message handled after all",
            description =
                    "Handles it now, once, and forgets its content. If that fails again it waits as before. One that has"
                            + " ended is left alone; `state` says how.")
    @APIResponse(responseCode = "200", description = "As it is now.")
    public DeadLetterAnswer replay(@PathParam("id") UUID id) {
        find(id);
        return QuarkusTransaction.requiringNew()
                .timeout(ConsumerLoop.TRANSACTION_SECONDS)
                .call(() -> answered(id, handled(id), "replayed"));
    }

    private boolean handled(UUID id) {
        try {
            return deadLetters.replay(id);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError failure) {
            if (SqlFailures.passes(failure)) {
                throw failure;
            }
            LOG.warnf("Dead letter %s fails again: %s", id, SqlFailures.describe(failure));
            throw new Problem(
                    DeadLetterProblem.REPLAY_FAILED,
                    "it waits as before; the service's log names the failure under this requestId");
        }
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/discard")
    @RolesAllowed(OPERATOR)
    @Idempotent
    @Operation(
            operationId = "discardDeadLetter",
            summary = "Give a message up",
            description =
                    "It is never handled, and its content is forgotten: for what can't be read, or what has been made good in"
                            + " another way. One that has ended is left alone; `state` says how.")
    @APIResponse(responseCode = "200", description = "As it is now.")
    public DeadLetterAnswer discard(@PathParam("id") UUID id) {
        find(id);
        return QuarkusTransaction.requiringNew().call(() -> answered(id, deadLetters.discard(id), "discarded"));
    }

    private DeadLetterAnswer answered(UUID id, boolean ended, String how) {
        var answer = DeadLetterAnswer.of(find(id));
        if (ended) {
            LOG.infof("Dead letter %s of %s is %s by %s", id, answer.consumer(), how, caller.actor());
        }
        request.answered(200, null, answer);
        return answer;
    }

    private DeadLetter find(UUID id) {
        return deadLetters
                .find(id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no dead letter " + id));
    }
}
