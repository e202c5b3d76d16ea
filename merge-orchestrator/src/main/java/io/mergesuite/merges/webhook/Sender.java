package io.mergesuite.merges.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request, to the address that was looked at and no other: no second look-up, no redirect, no proxy. Of the answer only the status is
 * read; its body may be endless. A connection serves once.
 */
@ApplicationScoped
class Sender {

    private final HttpClient client;
    private final Duration timeout;

    Sender(Vertx vertx, WebhookSettings settings) {
        this.timeout = settings.timeout();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setVerifyHost(true).setConnectTimeout((int)
                        timeout.toMillis()),
                new PoolOptions().setHttp1MaxSize(settings.parallel()));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** What came of it: a status, or why none came. */
    record Outcome(Integer status, String problem) {

        boolean isSuccess() {
            return status != null && status >= 200 && status < 300;
        }

        boolean isGone() {
            return status != null && status == 410;
        }
    }

    /** Sends the body under the headers of Standard Webhooks; the caller's thread waits. */
    Outcome send(Targets.Target target, String id, Instant at, String signature, String body)
            throws InterruptedException {
        var status = new CompletableFuture<Integer>();
        var sending = new AtomicReference<HttpClientRequest>();
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setServer(SocketAddress.inetSocketAddress(target.address()))
                        .setHost(target.host())
                        .setPort(target.port())
                        .setSsl(target.tls())
                        .setURI(target.path())
                        .setFollowRedirects(false))
                .onSuccess(request -> {
                    sending.set(request);
                    if (status.isDone()) {
                        request.reset(); // the connection came too late
                        return;
                    }
                    request.putHeader("content-type", "application/cloudevents+json")
                            .putHeader("user-agent", "customer-merge-suite")
                            .putHeader("webhook-id", id)
                            .putHeader("webhook-timestamp", Long.toString(at.getEpochSecond()))
                            .putHeader("webhook-signature", signature)
                            .send(body)
                            .onSuccess(response -> status.complete(statusOf(response)))
                            .onFailure(status::completeExceptionally);
                })
                .onFailure(status::completeExceptionally);
        try {
            return outcome(status.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Outcome(null, "timeout");
        } catch (ExecutionException e) {
            return new Outcome(null, "unreachable");
        } finally {
            status.cancel(false);
            var request = sending.get();
            if (request != null) {
                request.reset();
            }
        }
    }

    /** What follows the status does not matter, nor does its end. */
    private static int statusOf(HttpClientResponse response) {
        response.exceptionHandler(ignored -> {});
        return response.statusCode();
    }

    private static Outcome outcome(int status) {
        boolean success = status >= 200 && status < 300;
        return new Outcome(status, success ? null : "status");
    }
}
