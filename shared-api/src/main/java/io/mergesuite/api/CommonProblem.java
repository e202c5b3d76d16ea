package io.mergesuite.api;

/** The problems that any operation can answer (API-03). What only one feature can answer stands in that feature's enum. */
public enum CommonProblem implements ProblemType {
    MALFORMED_REQUEST(400, "The request can't be read"),
    MALFORMED_JSON(400, "The body is no readable JSON"),
    NESTING_TOO_DEEP(400, "The body is nested too deeply"),
    INVALID(400, "The request has invalid values"),
    UNKNOWN_FIELD(400, "The body has fields that are not known"),
    UNKNOWN_PARAMETER(400, "The query has parameters that are not known"),
    DUPLICATE_PARAMETER(400, "A query parameter is given more than once"),
    CURSOR_INVALID(400, "The cursor does not belong to this list"),
    SHOP_REQUIRED(400, "The shop must be named"),
    IDEMPOTENCY_KEY_MISSING(400, "An Idempotency-Key is needed"),
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key can't be used"),
    UNAUTHENTICATED(401, "A bearer token is needed"),
    TOKEN_EXPIRED(401, "The token has expired"),
    TOKEN_INVALID(401, "The token is not valid"),
    FORBIDDEN(403, "The permission is missing"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "No acceptable form of the answer exists"),
    CONFLICT(409, "The request does not fit the present state"),
    IDEMPOTENCY_KEY_IN_USE(409, "The first request with this Idempotency-Key is still running"),
    PRECONDITION_FAILED(412, "The record has changed"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has a media type that is not understood"),
    UNKNOWN_SHOP(422, "There is no such shop"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another body"),
    PRECONDITION_REQUIRED(428, "If-Match is needed"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "Something went wrong here"),
    UNAVAILABLE(503, "Not available for the moment"),
    LEASE_LOST(503, "The request took too long and was taken over");

    private final int status;
    private final String title;

    CommonProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
