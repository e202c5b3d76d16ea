package io.mergesuite.api;

import static io.mergesuite.api.Wire.JSON;
import static io.mergesuite.api.Wire.as;
import static io.mergesuite.api.Wire.assertParameterFault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ApiTest
@DisplayName("API-06: lists by signed cursors that belong to one filter")
class ListsIT {

    private final String shop = "s" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void sevenThings() {
        IntStream.range(0, 7)
                .forEach(i -> as(Wire.token(shop))
                        .contentType(JSON)
                        .body("{\"name\":\"" + (i < 5 ? "five" : "two") + "\"}")
                        .post("/v1/things"));
    }

    private Response get(String query) {
        return as(Wire.token(shop)).get("/v1/things" + query);
    }

    @Test
    void every_item_comes_once() {
        List<String> seen = new ArrayList<>();
        String next = "?limit=3";
        int pages = 0;
        while (next != null) {
            Response page = get(next);
            assertEquals(200, page.statusCode(), page.asString());
            seen.addAll(page.jsonPath().getList("items.id"));
            String cursor = page.jsonPath().getString("next");
            assertEquals(cursor == null, page.header("Link") == null);
            if (cursor == null) {
                assertFalse(page.asString().contains("\"next\""), "absent at the end");
            } else {
                assertEquals("</v1/things?limit=3&cursor=" + cursor + ">; rel=\"next\"", page.header("Link"));
            }
            next = cursor == null ? null : "?limit=3&cursor=" + cursor;
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(7, seen.size());
        assertEquals(7, new HashSet<>(seen).size());
    }

    @Test
    void a_full_last_page_has_no_next() {
        assertNull(get("?limit=7").jsonPath().getString("next"));
        assertNull(get("").jsonPath().getString("next"));
    }

    @Test
    void the_limit_may_change_on_the_way_but_not_the_filter() {
        String cursor = get("?name=five&limit=2").jsonPath().getString("next");
        assertEquals(
                3,
                get("?name=five&limit=500&cursor=" + cursor)
                        .jsonPath()
                        .getList("items")
                        .size());
        refused("?name=two&cursor=" + cursor);
        refused("?cursor=" + cursor);
    }

    @Test
    @DisplayName("SEC-03: a cursor of another caller's shops is none")
    void a_cursor_belongs_to_the_shops_of_its_caller() {
        String cursor = get("?limit=2").jsonPath().getString("next");
        assertParameterFault(
                as(Wire.token(shop, "z")).get("/v1/things?cursor=" + cursor),
                "cursor-invalid",
                "cursor",
                "cursor-invalid");
    }

    @Test
    void no_changed_bit_of_a_cursor_passes() {
        String cursor = get("?limit=2").jsonPath().getString("next");
        for (int at = 0; at < cursor.length() - 1; at++) {
            char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
            refused("?cursor=" + cursor.substring(0, at) + other + cursor.substring(at + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "!!!", "bm90aGluZyBvZiB0aGUga2luZCwgbm90aGluZw"})
    void nonsense_is_no_cursor(String cursor) {
        refused("?cursor=" + cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "x", "1e2", "9999999999", "1.0"})
    void the_limit_is_1_to_500(String limit) {
        assertParameterFault(get("?limit=" + limit), "invalid", "limit", "out-of-range");
    }

    @Test
    void a_wait_is_read() {
        assertEquals(0, wait(null).jsonPath().getInt("seconds"));
        assertEquals(10, wait("wait=10").jsonPath().getInt("seconds"));
        assertEquals(10, wait("respond-async, Wait = \"10\"; x").jsonPath().getInt("seconds"));
        assertEquals(60, wait("wait=3600").jsonPath().getInt("seconds"), "API-07: at most a minute");
        assertEquals(0, wait("return=minimal").jsonPath().getInt("seconds"));
        assertParameterFault(wait("wait=soon"), "invalid", "Prefer", "wrong-format");
        assertParameterFault(wait("wait=-1"), "invalid", "Prefer", "wrong-format");
    }

    private Response wait(String prefer) {
        var request = as(Wire.token(shop));
        return (prefer == null ? request : request.header("Prefer", prefer)).get("/v1/things/waits");
    }

    private void refused(String query) {
        Response answer = get(query);
        assertParameterFault(answer, "cursor-invalid", "cursor", "cursor-invalid");
        assertTrue(answer.header("Link") == null);
    }
}
