package io.mergesuite.merges.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.CalleeRefused;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.CustomerDirectory;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import io.mergesuite.contracts.ShopId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Whom a shop wants told of its merges, and what they were told (API-12). */
@Path("/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "webhooks")
class WebhookResource {

    private static final String READ = "customers:read";
    private static final String WRITE = "merge-policy:write";

    private final Caller caller;
    private final CustomerDirectory directory;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final DeliveryWorker worker;
    private final Targets targets;
    private final RequestReader reader;
    private final IdempotentRequest request;
    private final Clock clock;

    WebhookResource(
            Caller caller,
            @RestClient CustomerDirectory directory,
            Webhooks webhooks,
            Deliveries deliveries,
            DeliveryWorker worker,
            Targets targets,
            RequestReader reader,
            IdempotentRequest request,
            Clock clock) {
        this.caller = caller;
        this.directory = directory;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.worker = worker;
        this.targets = targets;
        this.reader = reader;
        this.request = request;
        this.clock = clock;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(WRITE)
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE)
    @Operation(
            operationId = "createWebhook",
            summary = "Have events sent to a URL",
            description =
                    "Signed by Standard Webhooks. The answer has the `secret`, which is not shown again: a repeat with the"
                            + " same `Idempotency-Key` answers without it. At most 20 a shop.")
    @APIResponseSchema(
            value = WebhookAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response create(@NotNull @Valid WebhookRequest asked) {
        var first = request.replayOf();
        if (first.isPresent()) {
            return created(find(UUID.fromString(first.get())), null);
        }
        var shop = caller.shopOr(asked.shopId());
        requireBegun(shop);
        targets.resolve(asked.url());
        var secret = Signature.Secret.next();
        var id = QuarkusTransaction.requiringNew().call(() -> {
            var stored = webhooks.insert(shop, asked, secret);
            request.answered(201, "/v1/webhooks/" + stored, null);
            return stored;
        });
        return created(find(id), secret);
    }

    private static Response created(Webhook webhook, Signature.Secret secret) {
        return Created.at(
                "/v1/webhooks/" + webhook.id(), EntityTag.of(webhook.version()), WebhookAnswer.of(webhook, secret));
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
    @RolesAllowed(READ)
    @Operation(operationId = "listWebhooks", summary = "List webhooks, newest first", description = "Without secrets.")
    public Page<WebhookAnswer> list(@QueryParam("shopId") ShopId shopId, @BeanParam PageRequest page) {
        var shops = shopId == null ? caller.shops() : caller.sees(shopId) ? List.of(shopId) : List.<ShopId>of();
        return page.of(
                webhooks.list(shops, before(page), page.limit() + 1),
                webhook -> List.of(webhook.id().toString()),
                WebhookAnswer::of);
    }

    private static UUID before(PageRequest page) {
        return page.after()
                .map(position -> UUID.fromString(position.getFirst()))
                .orElse(null);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}")
    @RolesAllowed(READ)
    @Operation(operationId = "getWebhook", summary = "Show a webhook", description = "Without its secrets.")
    @APIResponseSchema(value = WebhookAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        var webhook = find(id);
        return EntityTag.of(webhook.version()).answer(headers, WebhookAnswer.of(webhook));
    }

    @PATCH
    @RunOnVirtualThread
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed(WRITE)
    @Operation(
            operationId = "patchWebhook",
            summary = "Change a webhook",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`; the shop stays. Disabled, it is sent nothing, and"
                            + " what was waiting fails when it is due and can be replayed.")
    @APIResponseSchema(
            value = WebhookAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = WebhookRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        var read = find(id);
        EntityTag.of(read.version()).requireMatch(headers);
        var asked = reader.patched(read.request(), patch, Set.of("shopId"));
        if (!asked.url().equals(read.url())) {
            // Before the transaction: a look-up may take long.
            targets.resolve(asked.url());
        }
        var changed = QuarkusTransaction.requiringNew().call(() -> {
            var present = locked(id);
            if (present.version() != read.version()) {
                throw new Problem(CommonProblem.PRECONDITION_FAILED, "it was changed since you read it; read it again");
            }
            webhooks.update(id, asked);
            return webhooks.lock(id).orElseThrow();
        });
        return Response.ok(WebhookAnswer.of(changed))
                .header(HttpHeaders.ETAG, EntityTag.of(changed.version()).header())
                .build();
    }

    @DELETE
    @RunOnVirtualThread
    @Path("{id}")
    @RolesAllowed(WRITE)
    @Operation(
            operationId = "deleteWebhook",
            summary = "Delete a webhook",
            description = "With its secrets and its delivery log; what waits is not sent any more.")
    @APIResponse(responseCode = "204", description = "It is deleted")
    public Response delete(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        QuarkusTransaction.requiringNew().run(() -> {
            EntityTag.of(locked(id).version()).requireMatch(headers);
            webhooks.delete(id);
        });
        return Response.noContent().build();
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/secrets")
    @RolesAllowed(WRITE)
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE)
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Replace the secret",
            description =
                    "The answer has the new `secret`, which is not shown again. The old one signs beside it for 24 hours, so that"
                            + " the receiver can follow.")
    @APIResponseSchema(value = WebhookAnswer.class, responseCode = "201", responseDescription = "The new secret signs")
    public Response rotate(@PathParam("id") UUID id) {
        if (request.replayOf().isPresent()) {
            return created(find(id), null);
        }
        var secret = Signature.Secret.next();
        var webhook = QuarkusTransaction.requiringNew().call(() -> {
            var present = locked(id);
            webhooks.rotate(id, secret);
            request.answered(201, "/v1/webhooks/" + id, null);
            return present;
        });
        return created(webhook, secret);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/deliveries")
    @RolesAllowed(READ)
    @Operation(
            operationId = "listWebhookDeliveries",
            summary = "The delivery log",
            description = "By the events' ids, the latest first. Those that have ended are kept for 30 days.")
    public Page<Delivery> deliveries(
            @PathParam("id") UUID id, @QueryParam("state") DeliveryState state, @BeanParam PageRequest page) {
        find(id);
        return page.of(
                deliveries.list(id, state, before(page), page.limit() + 1),
                delivery -> List.of(delivery.id().toString()),
                delivery -> delivery);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/deliveries/{deliveryId}")
    @RolesAllowed(READ)
    @Operation(
            operationId = "getWebhookDelivery",
            summary = "Show a delivery",
            description = "How far it is, and what came of the last attempt.")
    public Delivery delivery(@PathParam("id") UUID id, @PathParam("deliveryId") UUID deliveryId) {
        find(id);
        return deliveryOf(id, deliveryId);
    }

    private Delivery deliveryOf(UUID webhook, UUID delivery) {
        return deliveries
                .find(webhook, delivery)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no delivery " + delivery));
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/deliveries/{deliveryId}/replay")
    @RolesAllowed(WRITE)
    @Idempotent
    @Operation(
            operationId = "replayWebhookDelivery",
            summary = "Send a delivery once more",
            description = "One that has ended, under the same `webhook-id`.")
    @APIResponse(
            responseCode = "200",
            description = "It waits to be sent",
            content = @Content(schema = @Schema(implementation = Delivery.class)))
    public Response replay(@PathParam("id") UUID id, @PathParam("deliveryId") UUID deliveryId) {
        var waiting = QuarkusTransaction.requiringNew().call(() -> {
            requireEnabled(locked(id));
            deliveryOf(id, deliveryId);
            if (!deliveries.replay(id, deliveryId)) {
                throw new Problem(WebhookProblem.DELIVERY_PENDING, "delivery " + deliveryId + " has not ended");
            }
            var replayed = deliveryOf(id, deliveryId);
            request.answered(200, null, replayed);
            return replayed;
        });
        worker.wake();
        return Response.ok(waiting).build();
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/replay")
    @RolesAllowed(WRITE)
    @Idempotent
    @Operation(
            operationId = "replayWebhook",
            summary = "Send the deliveries of a time once more",
            description = "Those that have ended, at most 10,000, each under the same `webhook-id`.")
    @APIResponse(
            responseCode = "200",
            description = "They wait to be sent",
            content = @Content(schema = @Schema(implementation = ReplayAnswer.class)))
    public Response replay(@PathParam("id") UUID id, @NotNull @Valid ReplayRequest asked) {
        var answer = QuarkusTransaction.requiringNew().call(() -> {
            requireEnabled(locked(id));
            if (!asked.from().isBefore(asked.to())) {
                throw new Problem(CommonProblem.INVALID, "the time must begin before it ends")
                        .at("/to", "out-of-range", "must be later than from");
            }
            int replayed = deliveries.replay(id, asked.from(), asked.to(), asked.state());
            if (replayed > Deliveries.MOST_REPLAYED) {
                throw new Problem(
                        WebhookProblem.TOO_MANY_DELIVERIES,
                        "at most " + Deliveries.MOST_REPLAYED + " are replayed at once");
            }
            var counted = new ReplayAnswer(replayed);
            request.answered(200, null, counted);
            return counted;
        });
        worker.wake();
        return Response.ok(answer).build();
    }

    @POST
    @RunOnVirtualThread
    @Path("{id}/test")
    @RolesAllowed(WRITE)
    @Idempotent(replay = Idempotent.Replay.PRESENT_STATE)
    @Operation(
            operationId = "testWebhook",
            summary = "Send an event that says nothing",
            description =
                    "Of type `webhook.test`, signed and tried again like any other, whatever events are subscribed to.")
    @APIResponseSchema(
            value = Delivery.class,
            responseCode = "201",
            responseDescription = "It waits to be sent; `Location` shows what came of it")
    public Response test(@PathParam("id") UUID id) {
        var first = request.replayOf();
        if (first.isPresent()) {
            find(id);
            return queued(id, UUID.fromString(first.get()));
        }
        var event = QuarkusTransaction.requiringNew().call(() -> {
            var webhook = locked(id);
            requireEnabled(webhook);
            var queued = deliveries.test(webhook, clock.instant());
            request.answered(201, "/v1/webhooks/" + id + "/deliveries/" + queued, null);
            return queued;
        });
        worker.wake();
        return queued(id, event);
    }

    private Response queued(UUID webhook, UUID event) {
        return Created.at("/v1/webhooks/" + webhook + "/deliveries/" + event, null, deliveryOf(webhook, event));
    }

    private static void requireEnabled(Webhook webhook) {
        if (!webhook.enabled()) {
            throw new Problem(WebhookProblem.WEBHOOK_DISABLED, "webhook " + webhook.id() + " is disabled");
        }
    }

    private Webhook find(UUID id) {
        return webhooks.find(id).filter(webhook -> caller.sees(webhook.shop())).orElseThrow(() -> none(id));
    }

    private Webhook locked(UUID id) {
        return webhooks.lock(id).filter(webhook -> caller.sees(webhook.shop())).orElseThrow(() -> none(id));
    }

    private static Problem none(UUID id) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no webhook " + id);
    }
}
