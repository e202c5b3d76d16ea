package io.mergesuite.api;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * What every HTTP request meets first and last, also outside the REST resources: its id, a readable address, the token where one is
 * needed (SEC-01), and a problem as the answer where nothing else answers (API-03).
 */
@ApplicationScoped
class Front {

    static final String REQUEST_ID = "X-Request-Id";

    private static final Logger LOG = Logger.getLogger(Front.class);
    private static final String REQUEST_ID_KEY = "suite.request-id";
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    /** Before every other filter, so that whatever goes wrong has an id. */
    private static final int FIRST = 10_000;
    /** After those that look who calls. */
    private static final int CALLER_IS_KNOWN = 50;
    /** What the framework offers beside the operations, and of it what is open to everyone (SEC-01): all else needs a token. */
    private static final String FRAMEWORKS = "/q/";

    private static final Pattern OPEN = Pattern.compile("/q/(health|openapi|swagger-ui)(/.*)?");

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String PARAMETER = TOKEN + "=(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*\")";
    /** RFC 9110, 8.3.1. The framework fails over any other text. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(?:[ \\t]*;[ \\t]*(?:" + PARAMETER + ")?)*");

    private static final int LONGEST_MEDIA_TYPE = 255;

    private final ProblemAnswer answers;

    Front(ProblemAnswer answers) {
        this.answers = answers;
    }

    /** The id of the request, as the caller and the log know it. */
    static String requestId(RoutingContext request) {
        return request.get(REQUEST_ID_KEY);
    }

    void first(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
        filters.register(this::guard, CALLER_IS_KNOWN);
    }

    void last(@Observes Router router) {
        router.route().last().handler(request -> {
            if (!request.response().ended()) {
                answer(request, new Problem(CommonProblem.NOT_FOUND, "no operation has this path"));
            }
        });
        router.route().last().failureHandler(this::failed);
    }

    private void enter(RoutingContext request) {
        String sent = request.request().getHeader(REQUEST_ID);
        String id = sent != null && SANE_ID.matcher(sent).matches()
                ? sent
                : UuidCreator.getTimeOrderedEpoch().toString();
        request.put(REQUEST_ID_KEY, id);
        request.response().putHeader(REQUEST_ID, id);
        MDC.put("requestId", id);
        if (!readable(request.request().uri())) {
            answer(
                    request,
                    new Problem(
                            CommonProblem.MALFORMED_REQUEST,
                            "the address is not percent-encoded UTF-8, or has control characters"));
            return;
        }
        String mediaType = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (mediaType != null && !isMediaType(mediaType.strip())) {
            answer(request, ProblemOf.status(415));
            return;
        }
        request.next();
    }

    private void guard(RoutingContext request) {
        String path = request.normalizedPath();
        if (!path.startsWith(FRAMEWORKS) || OPEN.matcher(path).matches()) {
            request.next();
            return;
        }
        QuarkusHttpUser.getSecurityIdentity(request, null)
                .subscribe()
                .with(
                        identity -> {
                            if (identity == null || identity.isAnonymous()) {
                                answer(request, ProblemOf.thrown(new UnauthorizedException(), null));
                            } else {
                                request.next();
                            }
                        },
                        failure -> {
                            if (!request.response().ended()) { // the framework hands a bad token to failed() first
                                answer(request, ProblemOf.thrown(failure, null));
                            }
                        });
    }

    private void failed(RoutingContext request) {
        if (request.response().ended() || request.response().headWritten()) {
            request.next();
            return;
        }
        if (request.failure() instanceof AuthenticationFailedException token) {
            answer(request, ProblemOf.thrown(token, null));
            return;
        }
        if (request.failure() instanceof Problem problem) {
            answer(request, problem);
            return;
        }
        if (request.failure() != null) {
            LOG.error("a request failed outside the resources", request.failure());
        }
        answer(request, ProblemOf.status(request.failure() == null ? request.statusCode() : 500));
    }

    private void answer(RoutingContext request, Problem problem) {
        problem.headers().forEach(request.response()::putHeader);
        request.response()
                .setStatusCode(problem.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemAnswer.MEDIA_TYPE)
                .end(answers.json(problem, requestId(request)));
    }

    static boolean isMediaType(String text) {
        return text.length() <= LONGEST_MEDIA_TYPE && MEDIA_TYPE.matcher(text).matches();
    }

    /** Whether the address is percent-encoded UTF-8 without control characters: PostgreSQL refuses NUL, logs the others. */
    static boolean readable(String uri) {
        byte[] decoded = new byte[uri.length()];
        int length = 0;
        for (int at = 0; at < uri.length(); at++) {
            char character = uri.charAt(at);
            if (character == '%') {
                if (at + 2 >= uri.length()) {
                    return false;
                }
                int high = Character.digit(uri.charAt(at + 1), 16);
                int low = Character.digit(uri.charAt(at + 2), 16);
                if (high < 0 || low < 0) {
                    return false;
                }
                decoded[length++] = (byte) (high << 4 | low);
                at += 2;
            } else if (character > 0x7e) {
                return false;
            } else {
                decoded[length++] = (byte) character;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .chars()
                    .noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
