package io.mergesuite.api;

import static io.mergesuite.api.Wire.alice;
import static io.mergesuite.api.Wire.as;
import static io.mergesuite.api.Wire.assertParameterFault;
import static io.mergesuite.api.Wire.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@ApiTest
@Timeout(60)
@DisplayName("API-07: events of a job have ids, can be taken up, show life, and end")
class JobEventsIT {

    @BeforeEach
    void begin() {
        Things.JOB_STEP.set(0);
    }

    private static BufferedReader open(String job, String lastEventId) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(
                        ConfigProvider.getConfig().getValue("test.url", String.class) + "/v1/things/events/" + job))
                .header("Authorization", "Bearer " + Wire.token("a"))
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static String await(BufferedReader stream, String start) throws IOException {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended before " + start);
    }

    @Test
    void changes_come_as_they_happen_then_the_end() throws Exception {
        Things.JOB_STEP.set(1);
        try (BufferedReader stream = open("x", null)) {
            await(stream, "id:1");
            await(stream, ":");
            Things.JOB_STEP.set(3);
            await(stream, "id:2");
            await(stream, "id:3");
            await(stream, "event:end");
            assertTrue(stream.lines().noneMatch(line -> line.startsWith("event:")), "and closes");
        }
    }

    @Test
    void an_event_has_id_name_and_data() throws Exception {
        Things.JOB_STEP.set(3);
        try (BufferedReader stream = open("x", "2")) {
            List<String> lines = stream.lines()
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.replace(": ", ":"))
                    .toList();
            assertTrue(
                    lines.containsAll(List.of("id:3", "event:state", "data:{\"step\":3}", "event:end")),
                    lines.toString());
            assertFalse(lines.contains("id:2"), "Last-Event-ID says that it was seen");
        }
    }

    @Test
    void one_who_comes_back_after_the_last_event_gets_the_end() throws Exception {
        Things.JOB_STEP.set(3);
        try (BufferedReader stream = open("x", "3")) {
            assertEquals("event:end", await(stream, "event:").replace(": ", ":"));
        }
    }

    @Test
    void a_job_that_can_not_be_read_ends_without_text_of_the_inside() throws Exception {
        try (BufferedReader stream = open("broken", null)) {
            List<String> lines =
                    stream.lines().map(line -> line.replace(": ", ":")).toList();
            assertTrue(lines.contains("event:end"), lines.toString());
            assertTrue(lines.contains("data:{\"code\":\"internal\"}"), lines.toString());
        }
    }

    @Test
    void a_bad_last_event_id_and_a_lacking_token_are_told() {
        assertParameterFault(
                alice().header("Last-Event-ID", "x").get("/v1/things/events/x"),
                "invalid",
                "Last-Event-ID",
                "wrong-format");
        assertProblem(as("nonsense").get("/v1/things/events/x"), 401, "token-invalid");
    }
}
