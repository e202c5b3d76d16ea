package io.mergesuite.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A strong entity tag of a single resource (API-05).
 *
 * <p>{@code GET}: {@code return EntityTag.of(order.version()).answer(headers, body);} — 304 if the caller has it already.
 * {@code PATCH}: once the row is locked, {@code EntityTag.of(row.version()).requireMatch(headers);} — 428 or 412.
 */
public record EntityTag(String value) {

    public EntityTag {
        if (!Objects.requireNonNull(value).matches("[\\x21\\x23-\\x2b\\x2d-\\x7e]{1,64}")) {
            throw new IllegalArgumentException(
                    "an entity tag is 1 to 64 printable ASCII characters without quote and comma");
        }
    }

    /** The tag of a version. Whatever changes the representation must change the version. */
    public static EntityTag of(long version) {
        return new EntityTag(Long.toString(version));
    }

    /** 200 with the body and {@code ETag}, or 304 if {@code If-None-Match} names this tag. */
    public Response answer(HttpHeaders headers, Object body) {
        boolean known = named(headers, HttpHeaders.IF_NONE_MATCH)
                .anyMatch(tag -> tag.equals("*") || weak(tag).equals(header()));
        Response.ResponseBuilder answer = known ? Response.notModified() : Response.ok(body);
        return answer.header(HttpHeaders.ETAG, header()).build();
    }

    /** As {@link #answer(HttpHeaders, Object)}; {@code Retry-After} says when to ask again for a job that has not ended. */
    public Response answerJob(HttpHeaders headers, Object job, boolean ended) {
        Response answer = answer(headers, job);
        return ended
                ? answer
                : Response.fromResponse(answer)
                        .header(HttpHeaders.RETRY_AFTER, 1)
                        .build();
    }

    /**
     * Refuses a write that was not made on this version.
     *
     * @throws Problem 428 {@code precondition-required} without {@code If-Match}, 412 {@code precondition-failed} if it
     *     names another, 400 if it is no entity tag
     */
    public void requireMatch(HttpHeaders headers) {
        if (headers.getHeaderString(HttpHeaders.IF_MATCH) == null) {
            throw new Problem(CommonProblem.PRECONDITION_REQUIRED, "send If-Match with the ETag of what you read");
        }
        if (!named(headers, HttpHeaders.IF_MATCH).allMatch(tag -> tag.matches("\\*|(W/)?\"[^\"]*\""))) {
            throw new Problem(CommonProblem.INVALID, "If-Match takes an ETag as it was answered, in its quotes")
                    .atParameter("If-Match", "wrong-format", "is no entity tag");
        }
        if (named(headers, HttpHeaders.IF_MATCH).noneMatch(tag -> tag.equals("*") || tag.equals(header()))) {
            throw new Problem(CommonProblem.PRECONDITION_FAILED, "it was changed since you read it; read it again");
        }
    }

    /** As the header shows it. */
    public String header() {
        return '"' + value + '"';
    }

    private static Stream<String> named(HttpHeaders headers, String name) {
        String sent = headers.getHeaderString(name);
        return sent == null ? Stream.empty() : Stream.of(sent.split(",", -1)).map(String::strip);
    }

    /** If-None-Match compares weakly (RFC 9110, 13.1.2): proxies weaken the tags of what they compress. */
    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
