package io.mergesuite.api;

import static io.mergesuite.api.Wire.JSON;
import static io.mergesuite.api.Wire.alice;
import static io.mergesuite.api.Wire.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ApiTest
@DisplayName("API-05: strong entity tags and preconditions")
class EntityTagsIT {

    private static String make() {
        return alice().contentType(JSON)
                .body("{\"name\":\"n\"}")
                .post("/v1/things")
                .header("Location");
    }

    private static Response change(String path, String ifMatch) {
        var request = alice().contentType(JSON).body("{\"name\":\"changed\"}");
        return (ifMatch == null ? request : request.header("If-Match", ifMatch)).patch(path);
    }

    @Test
    void what_is_known_is_not_sent_again() {
        String path = make();
        assertEquals("\"0\"", alice().get(path).header("ETag"));
        for (String known : new String[] {"\"0\"", "W/\"0\"", "\"7\", \"0\"", "*"}) {
            Response answer = alice().header("If-None-Match", known).get(path);
            assertEquals(304, answer.statusCode(), known);
            assertEquals("", answer.asString());
            assertEquals("\"0\"", answer.header("ETag"));
        }
        assertEquals(200, alice().header("If-None-Match", "\"1\"").get(path).statusCode());
    }

    @Test
    void a_write_says_what_it_was_made_on() {
        String path = make();
        assertProblem(change(path, null), 428, "precondition-required");
        assertProblem(change(path, "\"1\""), 412, "precondition-failed");
        assertProblem(change(path, "W/\"0\""), 412, "precondition-failed");
        assertProblem(change(path, "0"), 400, "invalid");
        assertProblem(change(path, "\"0"), 400, "invalid");
        assertEquals("n", alice().get(path).jsonPath().getString("name"), "nothing was changed");
        Response changed = change(path, "\"0\"");
        assertEquals(200, changed.statusCode(), changed.asString());
        assertEquals("\"1\"", changed.header("ETag"));
        assertProblem(change(path, "\"0\""), 412, "precondition-failed");
    }
}
