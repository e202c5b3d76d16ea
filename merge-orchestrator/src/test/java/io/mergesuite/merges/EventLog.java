package io.mergesuite.merges;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a subscriber of {@code merge.events} sees. */
@Singleton
public class EventLog implements MessageHandler {

    private final Queue<IncomingMessage> seen = new ConcurrentLinkedQueue<>();

    @Override
    public String consumer() {
        return "event-log";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.MERGE_EVENTS);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        seen.addAll(messages);
    }

    /** The bodies of the events with this merge's message id. */
    public List<Object> of(MergeId merge) {
        return seen.stream()
                .filter(message -> message.id().equals(merge.value()))
                .map(IncomingMessage::body)
                .toList();
    }
}
