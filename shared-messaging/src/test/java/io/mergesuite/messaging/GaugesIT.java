package io.mergesuite.messaging;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each figure of messaging as a Prometheus reads it: it rises when there is a reason, and falls when that is gone. */
@QuarkusTest
class GaugesIT extends MessagingIT {

    @Test
    @DisplayName("depth and age of the outbox rise while Kafka is away, and fall when it is back")
    void outbox() throws IOException, InterruptedException {
        // Given
        await().atMost(SOON)
                .until(() -> scraped("suite_outbox_depth") == 0 && scraped("suite_outbox_age_seconds") == 0);

        // When
        EmbeddedKafkaProcess.stopped(() -> {
            LongStream.range(0, 9).forEach(version -> send(command(version)));

            // Then
            await().atMost(SOON)
                    .until(() -> scraped("suite_outbox_depth") == 9 && scraped("suite_outbox_age_seconds") > 1);
        });
        await().atMost(SOON)
                .until(() -> scraped("suite_outbox_depth") == 0 && scraped("suite_outbox_age_seconds") == 0);
    }

    @Test
    @DisplayName("a consumer's lag rises while its messages can't be handled, and falls when they can")
    void lag() {
        // Given
        await().atMost(SOON).until(() -> scraped("suite_consumer_lag") == 0);
        journal.sicken(messages -> {
            throw new IllegalStateException(new SQLException("the database is away", "08006"));
        });

        // When
        LongStream.range(0, 7).forEach(version -> send(command(version)));

        // Then
        await().atMost(SOON).until(() -> scraped("suite_consumer_lag") >= 7);
        journal.heal();
        await().atMost(SOON).until(() -> scraped("suite_consumer_lag") == 0);
        awaitHandled(LongStream.range(0, 7).boxed().toArray(Long[]::new));
    }

    @Test
    @DisplayName("SG-08: a message that comes again is counted as a duplicate")
    void duplicates() {
        // Given
        double before = scraped("suite_consumer_duplicates_total");
        UUID id = UUID.randomUUID();

        // When
        sendRaw(id, "shop-facts.v1", Wire.json(body(1)));
        sendRaw(id, "shop-facts.v1", Wire.json(body(1)));

        // Then
        await().atMost(SOON).until(() -> scraped("suite_consumer_duplicates_total") == before + 1);
        awaitHandled(1L);
    }

    @Test
    @DisplayName("dead letters are counted until an operator has ended them")
    void deadLetters() {
        // Given
        deadLetters.list(null, 1_000).forEach(letter -> deadLetters.discard(letter.id()));
        await().atMost(SOON).until(() -> scraped("suite_dead_letters") == 0);

        // When
        sendRaw(UUID.randomUUID(), "never-heard-of.v1", Wire.json(body(1)));

        // Then
        await().atMost(SOON).until(() -> scraped("suite_dead_letters") == 1);
        List<DeadLetter> waiting = deadLetters.list(null, 1_000);
        assertEquals(1, waiting.size());
        assertTrue(deadLetters.discard(waiting.getFirst().id()));
        await().atMost(SOON).until(() -> scraped("suite_dead_letters") == 0);
    }

    /** The figure; of the consumers' that of the journal. */
    private static double scraped(String name) {
        String page = given().auth()
                .oauth2(TestTokens.mint("prometheus", List.of(), List.of()))
                .accept("text/plain")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        Matcher line = Pattern.compile("(?m)^" + name + "(?:\\{consumer=\"journal\",?})? (\\S+)$")
                .matcher(page);
        assertTrue(line.find(), () -> name + " is not in " + page);
        return Double.parseDouble(line.group(1));
    }
}
