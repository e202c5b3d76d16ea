package io.mergesuite.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mergesuite.contracts.ShopId;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Claims the key of an {@link Idempotent} operation before it runs, and frees it if it fails (API-04). */
class IdempotencyFilter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ANY_SHOP = "*";

    private final IdempotentRequest key;
    private final RequestBody body;
    private final Caller caller;

    IdempotencyFilter(IdempotentRequest key, RequestBody body, Caller caller) {
        this.key = key;
        this.body = body;
        this.caller = caller;
    }

    @ServerRequestFilter(priority = RequestChecks.PRIORITY + 2)
    Response claim(ContainerRequestContext request, ResourceInfo resource) {
        Idempotent idempotent = Operation.of(resource).idempotent();
        if (idempotent == null) {
            return null;
        }
        String operation = request.getMethod() + " " + request.getUriInfo().getPath();
        if (request.getHeaders()
                        .getOrDefault(IdempotentRequest.HEADER, List.of())
                        .size()
                > 1) {
            throw new Problem(CommonProblem.IDEMPOTENCY_KEY_INVALID, "the request has several keys");
        }
        key.opened(request.getHeaderString(IdempotentRequest.HEADER), idempotent.required(), operation);
        if (idempotent.streamed()) {
            return null;
        }
        Optional<IdempotencyKeys.FirstAnswer> first =
                key.claim(idempotent.acrossShops() ? ANY_SHOP : shop(), sha256(body.bytes()));
        return first.isPresent() && idempotent.replay() == Idempotent.Replay.FIRST_ANSWER ? answer(first.get()) : null;
    }

    @ServerResponseFilter
    void release(ContainerResponseContext response) {
        if (key.isReplay()) {
            response.getHeaders().putSingle("Idempotent-Replayed", "true");
        }
        key.ended(response.getStatus());
    }

    private static Response answer(IdempotencyKeys.FirstAnswer first) {
        Response.ResponseBuilder answer = Response.status(first.status());
        if (first.location() != null) {
            answer.header(HttpHeaders.LOCATION, first.location());
        }
        if (first.body() != null) {
            answer.entity(first.body()).type(MediaType.APPLICATION_JSON_TYPE);
        }
        return answer.build();
    }

    /** The shop that the body names at its top, else the token's only one. */
    private String shop() {
        if (caller.shops().size() == 1) {
            // A body that names another is refused anyway.
            return caller.shops().first().value();
        }
        try (JsonParser json = JSON.createParser(body.bytes())) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    JsonToken value = json.nextToken();
                    if (name.equals("shopId")
                            && value == JsonToken.VALUE_STRING
                            && json.getText().matches(ShopId.PATTERN)) {
                        return json.getText();
                    }
                    json.skipChildren();
                }
            }
            return ANY_SHOP;
        } catch (IOException e) {
            // The reader of the body will say so.
            return ANY_SHOP;
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
