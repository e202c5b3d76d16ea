package io.mergesuite.customers.shop;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The settings of a shop; a shop begins with the PUT of them (CU-09). */
@Path("/v1/customer-settings/{shopId}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Shops")
class ShopResource {

    private final Caller caller;
    private final Outbox outbox;
    private final Clock clock;

    ShopResource(Caller caller, Outbox outbox, Clock clock) {
        this.caller = caller;
        this.outbox = outbox;
        this.clock = clock;
    }

    @GET
    @RolesAllowed("shops:read")
    @Transactional
    @Operation(
            operationId = "getCustomerSettings",
            summary = "The settings of a shop",
            description = "Carries an `ETag`.")
    @APIResponseSchema(value = ShopAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("shopId") ShopId id, @Context HttpHeaders headers) {
        Shop shop = visible(id) ? Shop.findById(id.value()) : null;
        if (shop == null) {
            throw new Problem(CommonProblem.NOT_FOUND, "there is no shop " + id);
        }
        return EntityTag.of(shop.version).answer(headers, ShopAnswer.of(shop));
    }

    @PUT
    @RolesAllowed("shops:write")
    @Transactional
    @Operation(
            operationId = "putCustomerSettings",
            summary = "Open a shop, or change its settings",
            description = "The token must hold the shop. The first `PUT` opens the shop (201); each"
                    + " later one needs `If-Match`. What is left out has its default again. A change of `region` or"
                    + " `replaceLeading8` makes the phone keys of all customers anew, in the background.")
    @APIResponse(
            responseCode = "200",
            description = "The settings are changed",
            content = @Content(schema = @Schema(implementation = ShopAnswer.class)))
    @APIResponse(
            responseCode = "201",
            description = "The shop is opened",
            content = @Content(schema = @Schema(implementation = ShopAnswer.class)))
    public Response put(
            @PathParam("shopId") ShopId id, @NotNull @Valid ShopSettings settings, @Context HttpHeaders headers) {
        if (!visible(id)) {
            throw new Problem(CommonProblem.NOT_FOUND, "there is no shop " + id);
        }
        settings.requireKnownNames();
        boolean opened = open(id, settings);
        Shop shop = Shop.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
        if (!opened) {
            EntityTag.of(shop.version).requireMatch(headers);
            shop.change(settings, clock.instant());
        }
        outbox.send(OutgoingMessage.ofVersion(Topics.SHOP_FACTS, id.value(), shop.version, shop.facts()));
        Response.ResponseBuilder answer =
                opened ? Response.created(URI.create("/v1/customer-settings/" + id)) : Response.ok();
        return answer.header(HttpHeaders.ETAG, EntityTag.of(shop.version).header())
                .entity(ShopAnswer.of(shop))
                .build();
    }

    private boolean visible(ShopId id) {
        return caller.sees(id);
    }

    /** Two first PUTs at once: one opens the shop, the other finds it and lacks {@code If-Match}. */
    private static boolean open(ShopId id, ShopSettings settings) {
        return Shop.getEntityManager()
                        .createNativeQuery("""
                                INSERT INTO shop (id, name, time_zone, region, language, currency, replace_leading_8,
                                                  manual_merge, version)
                                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
                                ON CONFLICT DO NOTHING""")
                        .setParameter(1, id.value())
                        .setParameter(2, settings.name())
                        .setParameter(3, settings.timeZone())
                        .setParameter(4, settings.region())
                        .setParameter(5, settings.language())
                        .setParameter(6, settings.currency())
                        .setParameter(7, settings.replaceLeading8())
                        .setParameter(8, settings.manualMergeOr(true))
                        .executeUpdate()
                == 1;
    }
}
