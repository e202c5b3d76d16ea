package io.mergesuite.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The running request's hold on its {@code Idempotency-Key} (API-04). Without a key every call here does nothing, so a
 * resource need not ask.
 */
@RequestScoped
public class IdempotentRequest {

    static final String HEADER = "Idempotency-Key";

    private static final Logger LOG = Logger.getLogger(IdempotentRequest.class);
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private final IdempotencyKeys keys;
    private final Caller caller;
    private final ObjectMapper json;

    private String key;
    private String operation;
    private IdempotencyKeys.Claim held;
    private IdempotencyKeys.FirstAnswer first;
    private boolean answered;

    IdempotentRequest(IdempotencyKeys keys, Caller caller, ObjectMapper json) {
        this.keys = keys;
        this.caller = caller;
        this.json = json;
    }

    /**
     * Writes the answer that a repeat will get. Call it inside the working transaction, last: record and answer are
     * committed together or not at all.
     *
     * @param status 200 to 299
     * @param location the {@code Location} header's path, or null
     * @param body written as JSON; null for an operation that replays the present state
     * @throws Problem 503 {@code lease-lost} if the lease ran out and another request took the key over; the working
     *     transaction then rolls back
     * @throws IllegalStateException without an active transaction
     */
    public void answered(int status, String location, Object body) {
        if (held == null) {
            return;
        }
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("only 2xx answers are kept");
        }
        try {
            String text = body == null ? null : json.writeValueAsString(body);
            keys.answer(held, new IdempotencyKeys.FirstAnswer(status, location, text));
            answered = true;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the answer can't be written as JSON", e);
        }
    }

    /** 201 with what was made, kept as the answer to repeats: for what has no address of its own. As {@link #answered}. */
    public Response created(Object made) {
        answered(Response.Status.CREATED.getStatusCode(), null, made);
        return Response.status(Response.Status.CREATED).entity(made).build();
    }

    /**
     * For an operation with {@link Idempotent.Replay#PRESENT_STATE}: the id of what the first request made (the last
     * segment of its {@code Location}) if this request is a repeat. The method then makes nothing and answers with the
     * present state of it; {@code Idempotent-Replayed: true} is added by itself.
     */
    public Optional<String> replayOf() {
        return Optional.ofNullable(first)
                .map(IdempotencyKeys.FirstAnswer::location)
                .map(location -> location.substring(location.lastIndexOf('/') + 1));
    }

    /**
     * Claims the key of a {@linkplain Idempotent#streamed streamed} request, in a short transaction of its own.
     *
     * @param shop the shop that the request works in
     * @param sha256 of all that decides what the request does: 32 bytes
     * @return as {@link #replayOf}
     * @throws Problem 409 {@code idempotency-key-in-use}, 422 {@code idempotency-key-reused}
     */
    public Optional<String> claim(ShopId shop, byte[] sha256) {
        claim(shop.value(), sha256);
        return replayOf();
    }

    /** Takes the key of the request. @throws Problem 400 if it is missing or malformed */
    void opened(String sentKey, boolean required, String requestedOperation) {
        if (sentKey == null) {
            if (required) {
                throw new Problem(
                                CommonProblem.IDEMPOTENCY_KEY_MISSING,
                                "send an Idempotency-Key, a new one for each new request")
                        .atParameter(HEADER, "required", "is missing");
            }
            return;
        }
        if (!KEY.matcher(sentKey).matches()) {
            throw new Problem(CommonProblem.IDEMPOTENCY_KEY_INVALID, "a key is 1 to 255 printable ASCII characters")
                    .atParameter(HEADER, "wrong-format", "is not 1 to 255 printable ASCII characters");
        }
        key = sentKey;
        operation = requestedOperation;
    }

    Optional<IdempotencyKeys.FirstAnswer> claim(String shop, byte[] sha256) {
        if (key == null) {
            return Optional.empty();
        }
        var scope = new IdempotencyKeys.Scope(caller.subject(), shop, operation, key);
        var claim = new IdempotencyKeys.Claim(scope, UUID.randomUUID());
        Optional<IdempotencyKeys.FirstAnswer> found = keys.claim(claim, sha256);
        if (found.isEmpty()) {
            held = claim;
        }
        first = found.orElse(null);
        return found;
    }

    boolean isReplay() {
        return first != null;
    }

    /** Frees the key unless the answer is kept. */
    void ended(int status) {
        boolean success = status >= 200 && status <= 299;
        if (held == null || (success && answered)) {
            return;
        }
        if (success) {
            LOG.errorf("%s succeeded without keeping its answer; a repeat will run again", operation);
        }
        try {
            // Also after answered(): its transaction may have rolled back. What was committed stays.
            keys.free(held);
        } catch (RuntimeException e) {
            LOG.warnf("the idempotency key of %s stays claimed until its lease runs out: %s", operation, e);
        }
    }
}
