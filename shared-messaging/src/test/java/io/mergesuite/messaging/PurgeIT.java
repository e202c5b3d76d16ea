package io.mergesuite.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The inbox forgets by age, and not before a message can no longer come again (hole 5). */
@QuarkusTest
class PurgeIT extends MessagingIT {

    @Inject
    Inbox inbox;

    @Inject
    TopicWatch topicWatch;

    @Inject
    @Readiness
    MessagingReadiness readiness;

    @Test
    @DisplayName("hole 5: what is older than the horizon is forgotten, in chunks; what is younger is not")
    void forgetsByAge() {
        // Given
        db.read(handle -> handle.execute("""
                INSERT INTO inbox (consumer, message_id, received_at)
                SELECT 'purge', uuidv7(), now() - interval '1 day' * (CASE WHEN i <= 10001 THEN 15 ELSE 13 END)
                  FROM generate_series(1, 10011) AS i"""));

        // When
        boolean moreAfterTheFirst = purge();
        boolean moreAfterTheSecond = purge();

        // Then
        assertTrue(moreAfterTheFirst);
        assertFalse(moreAfterTheSecond);
        long left = db.read(handle -> handle.createQuery("SELECT count(*) FROM inbox WHERE consumer = 'purge'")
                .mapTo(Long.class)
                .one());
        assertEquals(10, left);
    }

    @Test
    @DisplayName("hole 5: a horizon that is not longer than the longest retention is refused")
    void horizonExceedsRetention() {
        topicWatch.requireLongerThanRetention(Duration.ofDays(8));
        assertThrows(IllegalStateException.class, () -> topicWatch.requireLongerThanRetention(Duration.ofDays(7)));
    }

    @Test
    @DisplayName("readiness names every thread, and is up while they live")
    void readiness() {
        HealthCheckResponse answer = readiness.call();

        assertEquals(HealthCheckResponse.Status.UP, answer.getStatus());
        assertEquals(
                Map.of("housekeeping", true, "gauges", true, "relay", true, "journal", true),
                answer.getData().orElseThrow());
    }

    private boolean purge() {
        return QuarkusTransaction.requiringNew().call(() -> inbox.purge(Duration.ofDays(14)));
    }
}
