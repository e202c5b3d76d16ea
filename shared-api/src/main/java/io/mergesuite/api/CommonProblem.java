package io.mergesuite.api;

/** The problems that any operation can answer (API-03). What only one feature can answer stands in that feature's enum. */
public enum CommonProblem implements ProblemType {
    /** Headers, address or form are no HTTP that is understood here. Mend the client. */
    MALFORMED_REQUEST(400, "The request can't be read"),
    /** The body is no JSON, no UTF-8, or names a field twice; {@code line} and {@code column} say where. Mend it. */
    MALFORMED_JSON(400, "The body is no readable JSON"),
    /** Arrays and objects lie deeper in each other than {@code limit}. Flatten the body. */
    NESTING_TOO_DEEP(400, "The body is nested too deeply"),
    /** Values are missing, malformed or out of range. Mend what {@code errors} names. */
    INVALID(400, "The request has invalid values"),
    /** A field is misspelt, or not of this operation. Leave out what {@code errors} names. */
    UNKNOWN_FIELD(400, "The body has fields that are not known"),
    /** A query parameter is misspelt, or not of this operation. {@code detail} names those it takes. */
    UNKNOWN_PARAMETER(400, "The query has parameters that are not known"),
    /** A query parameter that takes one value has several. Give one. */
    DUPLICATE_PARAMETER(400, "A query parameter is given more than once"),
    /** The cursor was changed, or belongs to another list, filter or caller. Begin at the first page. */
    CURSOR_INVALID(400, "The cursor does not belong to this list"),
    /** The token knows several shops. Send {@code shopId}. */
    SHOP_REQUIRED(400, "The shop must be named"),
    /** This operation starts something that may not start twice. Send a key, new for each thing to start. */
    IDEMPOTENCY_KEY_MISSING(400, "An Idempotency-Key is needed"),
    /** The key is empty, too long, or has characters that are not allowed. Send another, such as a UUID. */
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key can't be used"),
    /** No token came. Send {@code Authorization: Bearer} with one. */
    UNAUTHENTICATED(401, "A bearer token is needed"),
    /** Get a new token and send the request again. */
    TOKEN_EXPIRED(401, "The token has expired"),
    /** The token is forged, cut off, or of another issuer. Get one of the issuer that this installation trusts. */
    TOKEN_INVALID(401, "The token is not valid"),
    /** The token lacks the permissions in {@code permissions}. Ask whoever gives out tokens. */
    FORBIDDEN(403, "The permission is missing"),
    /** The path is none, or what it names does not exist, or not in a shop of the token. */
    NOT_FOUND(404, "There is nothing here"),
    /** The path exists, with other methods. {@code Allow} names them. */
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    /** {@code Accept} leaves no form that this operation answers in. Accept {@code application/json}. */
    NOT_ACCEPTABLE(406, "No acceptable form of the answer exists"),
    /** What is asked for does not fit what is there now; {@code detail} says why. Read it again, decide again. */
    CONFLICT(409, "The request does not fit the present state"),
    /** Wait and send the same request again: it then gives the first answer. */
    IDEMPOTENCY_KEY_IN_USE(409, "The first request with this Idempotency-Key is still running"),
    /** The person it belongs to was erased for privacy; ids and amounts alone are left. There is no way back. */
    ERASED(410, "It was erased for privacy"),
    /** The record has changed since its {@code ETag} was read. Read it again, decide again. */
    PRECONDITION_FAILED(412, "The record has changed"),
    /** The body is larger than {@code limit} bytes. Send it in parts. */
    BODY_TOO_LARGE(413, "The body is too large"),
    /** The address is longer than is read. Ask for less at once. */
    URI_TOO_LONG(414, "The address is too long"),
    /** {@code Content-Type} names what this operation does not read. The document of the service names what it does. */
    UNSUPPORTED_MEDIA_TYPE(415, "The body has a media type that is not understood"),
    /** The shop has not begun, or is not one of the token. It begins with the {@code PUT} of its settings. */
    UNKNOWN_SHOP(422, "There is no such shop"),
    /** Some fields stay as they came when the record was made. Leave out what {@code errors} names. */
    NOT_CHANGEABLE(422, "The field can't be changed"),
    /** A key stands for one request. Send a new key with a new request, the same body with the same key. */
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used with another body"),
    /** Changes need {@code If-Match} with the {@code ETag} of what was read. */
    PRECONDITION_REQUIRED(428, "If-Match is needed"),
    /** Wait as long as {@code Retry-After} says. */
    TOO_MANY_REQUESTS(429, "Too many requests"),
    /** The headers are larger than is read. Send fewer or shorter ones. */
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    /** A fault of ours; nothing was changed. Tell the operator the {@code requestId}, with which the log has more. */
    INTERNAL(500, "Something went wrong here"),
    /** A database or another service is away for the moment. Try again after {@code Retry-After}. */
    UNAVAILABLE(503, "Not available for the moment"),
    /** The request outlived its claim on the key, and another took it over; it changed nothing. Send it again. */
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
