package io.mergesuite.messaging;

import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.topic.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The handler of the tests: writes down every message, and fails where a test tells it to. */
@ApplicationScoped
class Journal implements MessageHandler {

    static final Topic COMMANDS = new Topic("test.commands", Duration.ofDays(1), false);
    static final Topic FACTS = new Topic("test.facts", Duration.ZERO, true);

    private final Db db;
    private volatile Consumer<List<IncomingMessage>> fault;

    Journal(Db db) {
        this.db = db;
    }

    /** From now on this runs after a set was written down, in its transaction. */
    void sicken(Consumer<List<IncomingMessage>> fault) {
        this.fault = fault;
    }

    void heal() {
        fault = null;
    }

    @Override
    public String consumer() {
        return "journal";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(COMMANDS, FACTS);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        db.handle()
                .createUpdate("""
                        INSERT INTO journal (message_id, topic, key, version, traceparent)
                        SELECT id, topic, key, version, :traceparent
                          FROM unnest(:ids, :topics, :keys, :versions) WITH ORDINALITY AS m (id, topic, key, version, place)
                         ORDER BY place""")
                .bind("traceparent", TraceParent.current())
                .bindNamedArgumentFinder(Columns.of(messages)
                        .uuids("ids", IncomingMessage::id)
                        .texts("topics", message -> message.topic().name())
                        .texts("keys", IncomingMessage::key)
                        .longs("versions", Journal::version))
                .execute();
        Consumer<List<IncomingMessage>> present = fault;
        if (present != null) {
            present.accept(messages);
        }
    }

    static Long version(IncomingMessage message) {
        return message.body() instanceof ShopFacts facts ? facts.version() : null;
    }
}
