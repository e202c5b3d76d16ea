package io.mergesuite.messaging;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DisplayName("Operators see what could not be handled, and have it handled or give it up (SEC-02, hole 6)")
class DeadLetterOperationsIT extends MessagingIT {

    private static final String LETTERS = "/v1/dead-letters";
    private static final List<String> OPERATOR = List.of("ops:retry");

    @Test
    @DisplayName("SEC-05: the list says what failed and where, and nothing of what the message holds")
    void listShowsNoContent() {
        // Given
        DeadLetter letter = parked(1).getFirst();

        // When
        Response answer = get(LETTERS + "?limit=500");

        // Then
        assertEquals(200, answer.statusCode(), answer.asString());
        String item = "items.find { it.id == '" + letter.id() + "' }";
        assertEquals("journal", answer.jsonPath().getString(item + ".consumer"));
        assertEquals("shop-facts.v1", answer.jsonPath().getString(item + ".type"));
        assertEquals("WAITING", answer.jsonPath().getString(item + ".state"));
        assertEquals(letter.error(), answer.jsonPath().getString(item + ".error"));
        assertFalse(answer.asString().contains(key), "whom it is about");
        assertFalse(answer.asString().contains("hanako@example.jp"), "what it says");
    }

    @Test
    @DisplayName("API-06: page by page, each letter comes once, the oldest first")
    void pages() {
        // Given
        List<String> mine =
                parked(3).stream().map(letter -> letter.id().toString()).toList();

        // When
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            Response page = get(LETTERS + "?limit=1" + next);
            seen.addAll(page.jsonPath().getList("items.id"));
            String cursor = page.jsonPath().getString("next");
            next = cursor == null ? null : "&cursor=" + cursor;
        }

        // Then
        assertEquals(mine, seen.stream().filter(mine::contains).toList());
    }

    @Test
    @DisplayName(
            "API-04: a replay that fails changes nothing; one that succeeds takes effect once and forgets the content")
    void replay() {
        // Given
        DeadLetter letter = parked(1).getFirst();
        String path = LETTERS + "/" + letter.id() + "/replay";
        Response failed = post(path, "again-" + key);
        assertEquals(409, failed.statusCode(), failed.asString());
        assertEquals("replay-failed", failed.jsonPath().getString("code"));
        assertFalse(failed.asString().contains("hanako@example.jp"));
        assertEquals(List.of(letter), mine());
        journal.heal();

        // When
        Response first = post(path, "again-" + key);
        Response repeat = post(path, "again-" + key);
        Response other = post(path, "other-" + key);
        Response givenUp = post(LETTERS + "/" + letter.id() + "/discard", "up-" + key);

        // Then
        for (Response each : List.of(first, repeat, other, givenUp)) {
            assertEquals(200, each.statusCode(), each.asString());
            assertEquals("REPLAYED", each.jsonPath().getString("state"));
        }
        assertEquals("true", repeat.header("Idempotent-Replayed"));
        assertEquals(List.of(0L), handled(key));
        assertEquals(List.of(), mine());
        assertNull(body(letter.id()));
    }

    @Test
    @DisplayName("What is given up is never handled, and its content is gone")
    void discard() {
        // Given
        DeadLetter letter = parked(1).getFirst();
        assertTrue(body(letter.id()).length > 0);

        // When
        Response discarded = post(LETTERS + "/" + letter.id() + "/discard", "up-" + key);
        journal.heal();
        Response replayed = post(LETTERS + "/" + letter.id() + "/replay", "again-" + key);

        // Then
        for (Response each : List.of(discarded, replayed)) {
            assertEquals(200, each.statusCode(), each.asString());
            assertEquals("DISCARDED", each.jsonPath().getString("state"));
        }
        assertEquals(List.of(), handled(key));
        assertEquals(List.of(), mine());
        assertNull(body(letter.id()));
    }

    @Test
    @DisplayName("SEC-02: without ops:retry nothing is shown and nothing done; an unknown letter is 404")
    void permissions() {
        // Given
        DeadLetter letter = parked(1).getFirst();
        String reader = TestTokens.mint("alice", List.of("tea"), List.of("orders:read", "customers:read"));

        // When
        int listed = given().auth().oauth2(reader).get(LETTERS).statusCode();
        int replayed = given().auth()
                .oauth2(reader)
                .post(LETTERS + "/" + letter.id() + "/replay")
                .statusCode();
        int discarded = given().auth()
                .oauth2(reader)
                .post(LETTERS + "/" + letter.id() + "/discard")
                .statusCode();
        Response unknown = post(LETTERS + "/" + UUID.randomUUID() + "/replay", "none-" + key);

        // Then
        assertEquals(List.of(403, 403, 403), List.of(listed, replayed, discarded));
        assertEquals(404, unknown.statusCode(), unknown.asString());
        assertEquals(List.of(letter), mine());
    }

    /** Letters of this test, of messages that fail as long as the journal is not healed. */
    private List<DeadLetter> parked(int count) {
        journal.sicken(messages -> {
            if (messages.stream().anyMatch(message -> message.key().equals(key))) {
                throw new IllegalStateException("hanako@example.jp");
            }
        });
        send(LongStream.range(0, count).mapToObj(this::command).toArray(OutgoingMessage[]::new));
        await().atMost(SOON).until(() -> mine().size() == count);
        return mine();
    }

    private List<DeadLetter> mine() {
        return deadLetters.list(null, 1_000).stream()
                .filter(letter -> key.equals(letter.key()))
                .toList();
    }

    private byte[] body(UUID id) {
        return db.read(handle -> handle.createQuery("SELECT body FROM dead_letter WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> row.getBytes("body"))
                .list()
                .getFirst());
    }

    private static Response get(String path) {
        return given().auth().oauth2(token()).get(path);
    }

    private static Response post(String path, String idempotencyKey) {
        return given().auth()
                .oauth2(token())
                .header("Idempotency-Key", idempotencyKey)
                .post(path);
    }

    private static String token() {
        return TestTokens.mint("olga", List.of("tea"), OPERATOR);
    }
}
