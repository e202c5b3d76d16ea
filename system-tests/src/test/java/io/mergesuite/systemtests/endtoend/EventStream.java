package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A stream of server-sent events, read as they come (API-07). */
final class EventStream implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** @param id null if it has none */
    record Event(Long id, String name, JsonNode data) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /**
     * Opens a stream.
     *
     * @param lastSeen the id after which it is taken up, or null to begin with the first
     */
    EventStream(RunningSuite suite, MadeUpShop shop, Service service, String path, Long lastSeen)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(suite.layout().uri(service) + path))
                .timeout(TIMEOUT)
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + suite.token(shop.id()));
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen.toString());
        }
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        if (answer.statusCode() != 200 || !type.startsWith("text/event-stream")) {
            throw new AssertionError("no stream of events: " + answer.statusCode() + " " + type);
        }
        Thread.ofVirtual().name("event-stream").start(() -> read(answer.body()));
    }

    /** What was told when at least so many events have come. */
    List<Event> atLeast(int count) throws Exception {
        await(count + " events have come", () -> events.size() >= count);
        return List.copyOf(events);
    }

    /** All that was told, when the service has closed it. */
    List<Event> whole() throws Exception {
        closed.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        return List.copyOf(events);
    }

    private void read(InputStream body) {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            Long id = null;
            String name = null;
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = Long.valueOf(line.substring("id:".length()).strip());
                } else if (line.startsWith("event:")) {
                    name = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring("data:".length()));
                } else if (line.isEmpty() && name != null) {
                    events.add(new Event(id, name, SuiteClient.JSON.readTree(data.toString())));
                    id = null;
                    name = null;
                    data.setLength(0);
                }
            }
            closed.complete(null);
        } catch (IOException e) {
            closed.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
