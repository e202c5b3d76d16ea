package io.mergesuite.merges.door;

import io.mergesuite.api.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One request on its way through the door. All of it happens on the event loop of the caller's connection. Bodies flow both ways as fast as
 * the slower side takes them, and are never held: a few buffers are all that lies here.
 *
 * <p>Until the service's answer has begun, whatever fails is a problem; from then on the caller's connection is closed, so that nobody takes
 * a piece for the whole. When the caller hangs up, the call behind ends.
 */
final class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** How long a body that nobody reads is thrown away before its connection is closed: so long the caller may need to see the answer. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final long INTERNAL_ERROR = 2; // of HTTP/2

    /** Of one connection (RFC 9110, 7.6.1), beside those that Connection names. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Said by the door itself, or answered by it. */
    private static final Set<String> SAID_HERE = Set.of("host", "expect", "forwarded", "x-request-id");

    /** Whose meaning between services nobody outside can give ({@code X-Suite-Shop}), and what callers could make up. */
    private static final Set<String> KEPT_OUT = Set.of("x-suite-", "x-forwarded-");

    private static final String REQUEST_ID = "X-Request-Id";

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final HttpServerResponse answer;
    private final DoorRoute route;
    private final DoorSettings settings;
    private final HttpClient client;

    private HttpClientRequest call;
    private boolean hungUp;

    Forwarding(RoutingContext context, DoorRoute route, DoorSettings settings, HttpClient client) {
        this.context = context;
        this.request = context.request();
        this.answer = context.response();
        this.route = route;
        this.settings = settings;
        this.client = client;
    }

    /** Connects to the service; the body waits until that is done. */
    void begin() {
        request.pause();
        context.addEndHandler(ended -> {
            if (ended.failed()) {
                hangUp();
            }
        });
        URI address = route.address().apply(settings);
        boolean secure = "https".equals(address.getScheme());
        var options = new RequestOptions()
                .setHost(address.getHost())
                .setPort(address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80)
                .setSsl(secure)
                .setMethod(request.method())
                .setURI(
                        request.query() == null
                                ? context.normalizedPath()
                                : context.normalizedPath() + "?" + request.query())
                .setConnectTimeout(settings.connectTimeout().toMillis());
        client.request(options).onSuccess(this::send).onFailure(this::unavailable);
    }

    private void send(HttpClientRequest connected) {
        call = connected;
        if (hungUp) {
            call.reset();
            return;
        }
        boolean hasBody = passRequestHeaders();
        call.response().onSuccess(this::answer).onFailure(this::unavailable);
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            answer.writeContinue();
        }
        if (hasBody) {
            // Now, and not with its first byte: a body that never comes must not hold a connection of the pool until it
            // does.
            call.sendHead();
        }
        request.pipe().endOnFailure(false).to(call).onFailure(broken -> {
            // The caller has hung up, or the service has; of the latter its answer, or the lack of it, tells.
            if (hungUp) {
                call.reset();
            } else {
                drain();
            }
        });
    }

    /** @return whether a body may follow */
    private boolean passRequestHeaders() {
        var dropped = ofTheConnection(request.headers());
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!dropped.contains(name)
                    && !SAID_HERE.contains(name)
                    && KEPT_OUT.stream().noneMatch(name::startsWith)) {
                call.headers().add(header.getKey(), header.getValue());
            }
        }
        call.putHeader(REQUEST_ID, answer.headers().get(REQUEST_ID));
        call.putHeader("X-Forwarded-For", request.remoteAddress().hostAddress());
        call.putHeader("X-Forwarded-Proto", request.scheme());
        if (request.authority() != null) {
            call.putHeader("X-Forwarded-Host", request.authority().toString());
        }
        boolean ofKnownLength = call.headers().contains(HttpHeaders.CONTENT_LENGTH);
        boolean ofUnknownLength = !ofKnownLength
                && (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        // Of HTTP/2 a body needs no header at all.
                        || (request.version() == HttpVersion.HTTP_2 && !BODILESS.contains(request.method())));
        if (ofUnknownLength) {
            call.setChunked(true);
        }
        return ofUnknownLength || (ofKnownLength && !"0".equals(call.headers().get(HttpHeaders.CONTENT_LENGTH)));
    }

    private void answer(HttpClientResponse response) {
        if (hungUp) {
            call.reset();
            return;
        }
        answer.setStatusCode(response.statusCode());
        var dropped = ofTheConnection(response.headers());
        if (response.headers().contains(REQUEST_ID)) {
            answer.headers().remove(REQUEST_ID); // the service says the same
        }
        for (Map.Entry<String, String> header : response.headers()) {
            if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                answer.headers().add(header.getKey(), header.getValue());
            }
        }
        boolean ofUnknownLength = !response.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (ofUnknownLength && request.version() == HttpVersion.HTTP_1_1) {
            answer.setChunked(true);
        }
        boolean endsWithConnection = ofUnknownLength && request.version() == HttpVersion.HTTP_1_0;
        if (endsWithConnection) {
            answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.pipe().endOnFailure(false).to(answer).onComplete(piped -> {
            if (piped.failed() && (hungUp || answer.closed())) {
                hangUp(); // the caller has what it wanted, or wants no more
            } else if (piped.failed()) {
                LOG.warnf("%s broke off in the middle of an answer: %s", route.service(), piped.cause());
                breakOff();
            } else if (endsWithConnection) {
                request.connection().close();
            } else if (!request.isEnded()) {
                // An early answer, such as 401 or 413: nobody waits for the rest of the body.
                call.exceptionHandler(ended -> {});
                call.reset();
                drain();
            }
        });
    }

    /** Nothing of an answer has come. */
    private void unavailable(Throwable cause) {
        if (hungUp || answer.ended() || answer.closed()) {
            return;
        }
        if (answer.headWritten()) {
            breakOff();
            return;
        }
        LOG.warnf("%s does not answer: %s", route.service(), cause);
        context.fail(new Problem(
                        DoorProblem.SERVICE_UNAVAILABLE,
                        route.service()
                                + " does not answer, or has broken off; whether it has done anything is not known here")
                .with("service", route.service())
                .retryAfter(RETRY_AFTER));
        drain();
    }

    /** Ends what can't be ended well, so that the caller sees it. */
    private void breakOff() {
        call.reset();
        if (request.version() == HttpVersion.HTTP_2) {
            answer.reset(INTERNAL_ERROR);
        } else {
            request.connection().close();
        }
    }

    private void hangUp() {
        hungUp = true;
        if (call != null) {
            call.reset();
        }
    }

    /** What still comes of a body is thrown away, so that who sends it gets to read the answer; but not for ever. */
    private void drain() {
        if (!request.isEnded()) {
            request.handler(ignored -> {});
            request.resume();
            context.vertx().setTimer(LINGER.toMillis(), passed -> {
                if (!request.isEnded() && request.version() != HttpVersion.HTTP_2) {
                    request.connection().close();
                }
            });
        }
    }

    private static Set<String> ofTheConnection(MultiMap headers) {
        Set<String> named = headers.getAll(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        named.remove("content-length"); // it belongs to the message, and without it a body would be lost
        named.addAll(HOP_BY_HOP);
        return named;
    }
}
