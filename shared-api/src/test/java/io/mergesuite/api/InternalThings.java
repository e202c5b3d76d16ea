package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Both ends of a call between services. */
@Path("/internal/things")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.INTERNAL)
public class InternalThings {

    @CallTo("thing-service")
    @RegisterRestClient(configKey = "thing-service")
    @Path("/internal/things")
    interface Client {
        @GET
        @Path("{what}")
        Map<String, Object> ask(
                @HeaderParam(CallTo.SHOP) ShopId shop,
                @HeaderParam(CallTo.ACTOR) String actor,
                @PathParam("what") String what);
    }

    @CallTo("nobody")
    @RegisterRestClient(configKey = "nobody")
    @Path("/internal/things")
    interface Nobody {
        @GET
        Map<String, Object> ask(@HeaderParam(CallTo.SHOP) ShopId shop);
    }

    /** A client of something outside the suite. */
    @RegisterRestClient(configKey = "thing-service")
    @Path("/internal/things")
    interface Stranger {
        @GET
        @Path("who")
        Map<String, Object> ask(@HeaderParam(CallTo.SHOP) ShopId shop);
    }

    private final Caller caller;

    InternalThings(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Path("who")
    public Map<String, Object> who() {
        return Map.of("subject", caller.subject(), "actor", caller.actor(), "shops", caller.shops());
    }

    @GET
    @Path("refused")
    public Map<String, Object> refused() {
        throw new Problem(CommonProblem.CONFLICT, "no");
    }

    @GET
    @Path("failed")
    public Map<String, Object> failed() {
        throw new IllegalStateException("secret of the inside");
    }

    /** The calling side. */
    @Path("/v1/calls")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed("things:read")
    public static class Calls {

        private final Client client;
        private final Nobody nobody;
        private final Stranger stranger;
        private final Caller caller;

        Calls(@RestClient Client client, @RestClient Nobody nobody, @RestClient Stranger stranger, Caller caller) {
            this.client = client;
            this.nobody = nobody;
            this.stranger = stranger;
            this.caller = caller;
        }

        @GET
        @Path("{what}")
        public Map<String, Object> call(@PathParam("what") String what) {
            ShopId shop = caller.shopOr(null);
            return switch (what) {
                case "nobody" -> nobody.ask(shop);
                case "stranger" -> stranger.ask(shop);
                case "shopless" -> client.ask(null, null, "who");
                case "refused" -> {
                    try {
                        yield client.ask(shop, caller.actor(), what);
                    } catch (CalleeRefused e) {
                        yield Map.of("status", e.status(), "code", e.code());
                    }
                }
                default -> client.ask(shop, caller.actor(), what);
            };
        }
    }
}
