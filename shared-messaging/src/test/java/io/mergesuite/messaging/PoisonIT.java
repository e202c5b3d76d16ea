package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can't be handled is set aside, and holds up nothing (SG-05, hole 6). */
@QuarkusTest
class PoisonIT extends MessagingIT {

    @Test
    @DisplayName(
            "hole 6: a poisoned message among good ones is parked; those behind it, of its key too, are handled in order")
    void poisonIsParked() {
        // Given
        journal.sicken(messages -> failOn(7, messages));

        // When
        send(LongStream.range(0, 20).mapToObj(this::command).toArray(OutgoingMessage[]::new));

        // Then
        List<Long> allButTheSeventh =
                LongStream.range(0, 20).filter(version -> version != 7).boxed().toList();
        awaitHandled(allButTheSeventh.toArray(Long[]::new));
        DeadLetter parked = parked();
        assertEquals("journal", parked.consumer());
        assertEquals("shop-facts.v1", parked.type());
        assertTrue(parked.error().startsWith(IllegalStateException.class.getName()), parked.error());
        assertFalse(parked.error().contains("hanako@example.jp"), "no value of the failure is kept");
    }

    @Test
    @DisplayName("a dead letter is replayed once, under a new message id, and waits on when the replay fails")
    void replay() {
        // Given
        journal.sicken(messages -> failOn(1, messages));
        send(command(1));
        await().atMost(SOON).until(() -> !mine().isEmpty());
        DeadLetter parked = parked();
        assertThrows(IllegalStateException.class, () -> deadLetters.replay(parked.id()));
        assertEquals(List.of(parked), mine());

        // When
        journal.heal();
        boolean first = deadLetters.replay(parked.id());
        boolean second = deadLetters.replay(parked.id());

        // Then
        assertTrue(first);
        assertFalse(second);
        awaitHandled(1L);
        assertEquals(List.of(), mine());
        UUID handledAs = db.read(handle -> handle.createQuery("SELECT message_id FROM journal WHERE key = :key")
                .bind("key", key)
                .mapTo(UUID.class)
                .one());
        assertFalse(handledAs.equals(parked.messageId()));
        assertThrows(NoSuchElementException.class, () -> deadLetters.replay(UUID.randomUUID()));
    }

    @Test
    @DisplayName("an unknown type, a body that is none, and a record without id are parked at once, each once")
    void unreadable() {
        // Given
        UUID unknownType = UUID.randomUUID();
        UUID noJson = UUID.randomUUID();

        // When
        sendRaw(unknownType, "never-heard-of\0.v1", Wire.json(body(1)));
        sendRaw(noJson, "shop-facts.v1", "{\"version\": \"hanako@example.jp\"".getBytes(StandardCharsets.UTF_8));
        sendRaw(noJson, "shop-facts.v1", "{\"version\": \"hanako@example.jp\"".getBytes(StandardCharsets.UTF_8));
        sendWithoutHeaders();
        send(command(4));

        // Then
        awaitHandled(4L);
        assertEquals(
                List.of("unknown type", "body is no shop-facts.v1", "no message id"),
                mine().stream().map(DeadLetter::error).toList());
        assertThrows(
                IllegalStateException.class,
                () -> deadLetters.replay(mine().getFirst().id()));
    }

    private void failOn(long version, List<IncomingMessage> messages) {
        if (messages.stream().anyMatch(message -> message.key().equals(key) && Journal.version(message) == version)) {
            throw new IllegalStateException("version " + version + " of hanako@example.jp");
        }
    }

    private void sendWithoutHeaders() {
        try (var producer = rawProducer()) {
            producer.send(new ProducerRecord<>(COMMANDS.name(), key, new byte[] {1}))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private DeadLetter parked() {
        List<DeadLetter> mine = mine();
        assertEquals(1, mine.size());
        return mine.getFirst();
    }

    private List<DeadLetter> mine() {
        return deadLetters.list(null, 1_000).stream()
                .filter(letter -> key.equals(letter.key()))
                .toList();
    }
}
