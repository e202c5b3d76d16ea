package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.message.MessageTypes;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Merges that a participant has prepared and the orchestrator knows nothing of, as after the loss of its last transactions: a command is
 * put on Kafka that no orchestrator has sent. Until it is settled (hole 7) the participant refuses every other merge of these customers,
 * so that those end {@code ABORTED}.
 */
final class LostMerges {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** Its service, PostgreSQL and Kafka may all be away at first. */
    private static final Duration PREPARE_LIMIT = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private record Held(Service by, UUID merge, Person source) {}

    private final Databases databases;
    private final People people;
    private final List<Held> held = new ArrayList<>();

    LostMerges(Databases databases, People people) {
        this.databases = databases;
        this.people = people;
    }

    /**
     * Has one participant prepare a merge of two fresh customers, and returns when it has: as long as it is away, another merge of the same
     * customers could be prepared before.
     */
    void lose(Service participant) throws IOException, InterruptedException, ExecutionException {
        List<Person> pair = people.fresh(People.PLAIN, 2);
        if (pair.size() < 2) {
            return;
        }
        MergeId merge = MergeId.next();
        UUID set = merge.value();
        MergeCommands commands = new MergeCommands(
                set,
                MergeStep.PREPARE,
                List.of(new MergeCommand(
                        merge,
                        new ShopId(People.PLAIN),
                        new CustomerId(pair.get(0).id()),
                        List.of(new CustomerId(pair.get(1).id())),
                        MergePolicy.CONSERVATIVE,
                        null)));
        String topic = "merge.commands." + participant.id().replace("-service", "");
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, set.toString(), JSON.writeValueAsBytes(commands));
        Map.of(
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_type",
                        MessageTypes.nameOf(MergeCommands.class),
                        "ce_source",
                        "/system-tests",
                        "ce_time",
                        Instant.now().toString(),
                        "ce_specversion",
                        "1.0",
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        databases.layout().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
        awaitHeld(participant, set);
        synchronized (held) {
            held.add(new Held(participant, set, pair.get(1)));
        }
    }

    private void awaitHeld(Service participant, UUID merge) throws IOException {
        Instant giveUp = Instant.now().plus(PREPARE_LIMIT);
        while (!isHeld(participant, merge)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new Injector.NotInTime("after " + PREPARE_LIMIT.toSeconds() + " s " + participant.id()
                        + " still has not prepared the lost merge " + merge);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private boolean isHeld(Service participant, UUID merge) throws IOException {
        try {
            return databases.number(
                            participant,
                            "SELECT count(*) FROM merge_edge WHERE state = 'PENDING' AND merge_id = '" + merge + "'")
                    > 0;
        } catch (SQLException e) {
            return false; // PostgreSQL is away; there is a next time
        }
    }

    /** The customer whom a participant has held for the shortest time: those before may be free again. */
    Optional<Person> held() {
        synchronized (held) {
            return held.isEmpty()
                    ? Optional.empty()
                    : Optional.of(held.getLast().source());
        }
    }

    /** Lets no participant wait any longer before it asks what became of them: moves the time of asking, two minutes ahead, to now. */
    void settle() throws SQLException {
        synchronized (held) {
            for (Held one : held) {
                databases.run(
                        one.by(),
                        "UPDATE merge_edge SET in_doubt_at = now() WHERE state = 'PENDING' AND merge_id = '"
                                + one.merge() + "'");
            }
        }
    }

    /** All were settled. */
    void forget() {
        synchronized (held) {
            held.clear();
        }
    }
}
