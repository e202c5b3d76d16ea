package io.mergesuite.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** What an exception means to the caller. Text of frameworks never goes through: each detail stands here. */
final class ProblemOf {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private static final String READER_OF_FORMS = "org.jboss.resteasy.reactive.server.core.multipart.";
    /** What the suite's own services have, and no caller can be given. */
    private static final String OF_SERVICES = "internal";

    private ProblemOf() {}

    static Problem thrown(Throwable thrown, ResourceInfo resource) {
        // A problem may be wrapped: by a converter of parameters, a transaction, the JSON reader.
        return causes(thrown)
                .map(cause -> one(cause, resource))
                .filter(problem -> problem != null)
                .findFirst()
                .orElseGet(() ->
                        new Problem(CommonProblem.INTERNAL, "this should not happen; tell the operator the requestId"));
    }

    private static Problem one(Throwable cause, ResourceInfo resource) {
        return switch (cause) {
            case Problem problem -> problem;
            case ConstraintViolationException violations -> ViolationProblem.of(violations);
            case UnauthorizedException none ->
                new Problem(CommonProblem.UNAUTHENTICATED, "send Authorization: Bearer with a token")
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case AuthenticationFailedException failed -> badToken(failed);
            case ForbiddenException forbidden -> forbidden(resource);
            case SQLException sql -> database(sql);
            case ConnectException refused -> unavailable(LATER);
            case IOException form
            when ofTheReaderOfForms(form) ->
                new Problem(CommonProblem.MALFORMED_REQUEST, "the form breaks off, or its boundary is another");
            case ProcessingException call -> unavailable(LATER);
            // Its cause, if it has one that we know, says more.
            case WebApplicationException web
            when web.getCause() == null || causes(web.getCause()).noneMatch(c -> one(c, resource) != null) ->
                status(web.getResponse().getStatus());
            default -> null;
        };
    }

    /** It has no exception of its own. */
    private static boolean ofTheReaderOfForms(IOException thrown) {
        return Stream.of(thrown.getStackTrace())
                .limit(5)
                .anyMatch(frame -> frame.getClassName().startsWith(READER_OF_FORMS));
    }

    private static Problem badToken(AuthenticationFailedException failed) {
        boolean expired =
                causes(failed).anyMatch(cause -> cause instanceof InvalidJwtException jwt && jwt.hasExpired());
        CommonProblem type = expired ? CommonProblem.TOKEN_EXPIRED : CommonProblem.TOKEN_INVALID;
        return new Problem(type, expired ? "get a new token" : "the token can't be verified here")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    }

    private static Problem forbidden(ResourceInfo resource) {
        List<String> permissions = Stream.of(Operation.permissions(resource))
                .filter(permission -> !permission.equals(OF_SERVICES))
                .toList();
        if (permissions.isEmpty()) {
            return new Problem(CommonProblem.FORBIDDEN, "nobody may call this");
        }
        return new Problem(CommonProblem.FORBIDDEN, "this needs the permission " + String.join(" or ", permissions))
                .with("permissions", permissions);
    }

    /** Connection, resources, shut down, I/O; and read only, as a standby is. */
    private static final List<String> AWAY = List.of("08", "53", "57P", "58", "25006");

    /** SQL states of PostgreSQL; without one it is the pool that has no connection to give. */
    private static Problem database(SQLException sql) {
        String state = sql.getSQLState();
        if (state == null || AWAY.stream().anyMatch(state::startsWith)) {
            return unavailable(LATER);
        }
        return switch (state) {
            case "40001", "40P01", "55P03", "57014" -> unavailable(SOON);
            case "22021", "22P05" -> new Problem(CommonProblem.INVALID, "a text has a character that can't be stored");
            default -> null;
        };
    }

    private static Problem unavailable(Duration retryAfter) {
        return new Problem(CommonProblem.UNAVAILABLE, "this is not available for the moment; try again")
                .retryAfter(retryAfter);
    }

    /** The problem of a bare status, as the framework throws it. */
    static Problem status(int status) {
        return switch (status) {
            case 400 -> new Problem(CommonProblem.MALFORMED_REQUEST, "headers, address or body can't be read");
            case 401 -> new Problem(CommonProblem.UNAUTHENTICATED, "send Authorization: Bearer with a token");
            case 403 -> new Problem(CommonProblem.FORBIDDEN, "nobody may call this");
            case 404 -> new Problem(CommonProblem.NOT_FOUND, "no operation has this path");
            case 405 -> new Problem(CommonProblem.METHOD_NOT_ALLOWED, "Allow names the methods of this path");
            case 406 -> new Problem(CommonProblem.NOT_ACCEPTABLE, "Accept names no media type that this can answer");
            case 412 -> new Problem(CommonProblem.PRECONDITION_FAILED, "a precondition of the request does not hold");
            case 413 -> new Problem(CommonProblem.BODY_TOO_LARGE, "the body is larger than this operation takes");
            case 414 -> new Problem(CommonProblem.URI_TOO_LONG, "the address is longer than is read");
            case 415 -> new Problem(CommonProblem.UNSUPPORTED_MEDIA_TYPE, "Content-Type names nothing that this reads");
            case 429 -> new Problem(CommonProblem.TOO_MANY_REQUESTS, "slow down").retryAfter(SOON);
            case 431 -> new Problem(CommonProblem.HEADERS_TOO_LARGE, "the headers are larger than is read");
            case 503 -> unavailable(LATER);
            default ->
                status >= 400 && status < 500
                        ? new Problem(CommonProblem.MALFORMED_REQUEST, "the request can't be answered")
                        : new Problem(
                                CommonProblem.INTERNAL, "this should not happen; tell the operator the requestId");
        };
    }

    /** The exception and what it wraps. */
    static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(32);
    }
}
