package io.mergesuite.api;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/** The one place where an exception becomes an answer (API-03). */
class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    private final ProblemAnswer answers;

    ProblemMapper(ProblemAnswer answers) {
        this.answers = answers;
    }

    // The framework has mappers of its own for the more special types; a mapper wins by type first, then by priority.
    @ServerExceptionMapper(
            value = {
                Throwable.class,
                WebApplicationException.class,
                NotFoundException.class,
                ValidationException.class,
                AuthenticationFailedException.class,
                UnauthorizedException.class,
                ForbiddenException.class
            },
            priority = Priorities.USER - 100)
    Response map(Throwable thrown, RoutingContext request, @Context ResourceInfo resource) {
        Problem problem = ProblemOf.thrown(thrown, resource);
        if (problem.type() == CommonProblem.METHOD_NOT_ALLOWED) {
            problem.header(HttpHeaders.ALLOW, AllowedMethods.of(CurrentRequestManager.get()));
        }
        if (problem.type() == CommonProblem.INTERNAL && hungUp(thrown, request)) {
            LOG.debugf("the caller hung up: %s", thrown);
        } else if (problem.type().status() >= 500) {
            log(problem, thrown);
        }
        return answers.response(problem, Front.requestId(request));
    }

    /** Whether the caller's connection has ended while the body was read or the answer written: nobody's failure. */
    private static boolean hungUp(Throwable thrown, RoutingContext request) {
        return ProblemOf.causes(thrown)
                .anyMatch(cause -> cause instanceof ClosedChannelException
                        || cause instanceof HttpClosedException
                        || cause instanceof SocketException
                        || (cause instanceof IOException && request.response().closed()));
    }

    private static void log(Problem problem, Throwable thrown) {
        if (problem.type() == CommonProblem.INTERNAL) {
            LOG.error("unexpected failure", thrown);
        } else {
            LOG.warnf(
                    "%s: %s %s (%s)",
                    problem.type().code(), problem.getMessage(), Map.copyOf(problem.members()), thrown);
        }
    }
}
