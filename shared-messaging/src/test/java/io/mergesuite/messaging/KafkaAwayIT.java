package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A Kafka that stands still for longer than any session lasts costs time and nothing else (SG-05, SG-08). */
@QuarkusTest
class KafkaAwayIT extends MessagingIT {

    private static final Duration LONGER_THAN_THE_SESSION = Duration.ofSeconds(8);

    @Test
    @DisplayName(
            "SG-05: what is sent while Kafka is away waits in the outbox, and is handled once and in order when it is back")
    void kafkaAway() throws IOException, InterruptedException {
        // Given
        send(command(0));
        awaitHandled(0L);

        // When
        EmbeddedKafkaProcess.stopped(() -> {
            LongStream.range(1, 10).forEach(version -> send(command(version)));
            await().pollDelay(LONGER_THAN_THE_SESSION).atMost(SOON).until(() -> waiting() == 9);
            assertEquals(List.of(0L), handled(key));
        });

        // Then
        awaitHandled(LongStream.range(0, 10).boxed().toArray(Long[]::new));
        await().atMost(SOON).until(() -> waiting() == 0);
    }
}
