package io.mergesuite.merges.door;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Forwards the {@code /v1} paths of the other services to them, so that a client needs one origin. It neither checks nor makes tokens: the
 * service behind sees what the caller has sent, and answers by its own rules.
 */
@ApplicationScoped
class FrontDoor {

    /** After the filter that gives a request its id and refuses unreadable addresses, before all that would look who calls. */
    private static final int AFTER_THE_ID = 9_000;

    /** Longer than what a service may send: cursors in {@code Link} are long. */
    private static final int LARGEST_HEADERS = 64 * 1024;

    private final DoorSettings settings;
    private final HttpClient client;

    FrontDoor(DoorSettings settings, Vertx vertx) {
        this.settings = settings;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setIdleTimeout((int) settings.idleTimeout().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setMaxHeaderSize(LARGEST_HEADERS),
                new PoolOptions().setHttp1MaxSize(settings.connections()).setMaxWaitQueueSize(settings.waiting()));
    }

    void open(@Observes Filters filters) {
        filters.register(this::enter, AFTER_THE_ID);
    }

    @PreDestroy
    void close() {
        client.close();
    }

    private void enter(RoutingContext request) {
        // What is looked up is what is sent: without dot segments, and without characters that need not be encoded and
        // are.
        var route = DoorRoute.of(request.normalizedPath());
        if (route.isEmpty()) {
            request.next();
        } else if (!isFramed(request.request())) {
            request.request().response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.fail(new Problem(
                    CommonProblem.MALFORMED_REQUEST,
                    "HTTP is 1.0, 1.1 or 2, and Transfer-Encoding chunked alone, in HTTP/1.1, without Content-Length"));
        } else {
            new Forwarding(request, route.get(), settings, client).begin();
        }
    }

    /**
     * Whether the end of the body can be seen in one way only (RFC 9112, 6.3). What is forwarded is framed anew, so nothing could be
     * smuggled; but a request that tries is refused and not mended.
     */
    private static boolean isFramed(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (request.version() == null) {
            return false;
        }
        return codings.isEmpty()
                || (request.version() == HttpVersion.HTTP_1_1
                        && codings.size() == 1
                        && codings.getFirst().strip().equalsIgnoreCase("chunked")
                        && !request.headers().contains(HttpHeaders.CONTENT_LENGTH));
    }
}
