package io.mergesuite.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Objects;

/**
 * A strong entity tag of a single resource (API-05).
 *
 * <p>{@code GET}: {@code return EntityTag.of(order.version()).answer(headers, body);} — 304 if the caller has it already.
 * {@code PATCH}: once the row is locked, {@code EntityTag.of(row.version()).requireMatch(headers);} — 428 or 412.
 */
public record EntityTag(String value) {

    public EntityTag {
        if (!Objects.requireNonNull(value).matches("[\\x21\\x23-\\x7e]{1,64}")) {
            throw new IllegalArgumentException("an entity tag is 1 to 64 printable ASCII characters without quotes");
        }
    }

    /** The tag of a version. Whatever changes the representation must change the version. */
    public static EntityTag of(long version) {
        return new EntityTag(Long.toString(version));
    }

    /** 200 with the body and {@code ETag}, or 304 if {@code If-None-Match} names this tag. */
    public Response answer(HttpHeaders headers, Object body) {
        throw new UnsupportedOperationException();
    }

    /**
     * Refuses a write that was not made on this version.
     *
     * @throws Problem 428 {@code precondition-required} without {@code If-Match}, 412 {@code precondition-failed} if it
     *     names another
     */
    public void requireMatch(HttpHeaders headers) {
        throw new UnsupportedOperationException();
    }

    /** As the header shows it. */
    public String header() {
        return '"' + value + '"';
    }
}
