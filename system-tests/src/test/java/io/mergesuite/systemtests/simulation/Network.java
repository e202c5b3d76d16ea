package io.mergesuite.systemtests.simulation;

import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Messages on their way, in no order: outboxes, relays and Kafka in one. A message that its relay sends twice keeps its id and
 * is dropped by the inbox, unless that was purged; a repeated command has a new id.
 */
final class Network {

    /** {@code to} is null for the orchestrator. */
    record Message(long id, Participant to, Object body) {}

    /** A participant's answer. */
    record Said(Participant by, MergeStep step, MergeReply reply) {}

    private final List<Message> underWay;
    private final List<Message> delivered;
    private long lastId;

    Network() {
        this(new ArrayList<>(), new ArrayList<>(), 0);
    }

    private Network(List<Message> underWay, List<Message> delivered, long lastId) {
        this.underWay = underWay;
        this.delivered = delivered;
        this.lastId = lastId;
    }

    Network copy() {
        return new Network(new ArrayList<>(underWay), new ArrayList<>(delivered), lastId);
    }

    void send(Participant to, Object body) {
        underWay.add(new Message(++lastId, to, body));
    }

    int size() {
        return underWay.size();
    }

    /** Takes a message away: delivered, or lost. */
    Message take(int index) {
        // Order does not matter, so the last may take its place.
        var message = underWay.get(index);
        var last = underWay.removeLast();
        if (index < underWay.size()) {
            underWay.set(index, last);
        }
        delivered.add(message);
        return message;
    }

    /** The relay died between sending and deleting: the same message again. */
    void again(Message message) {
        underWay.add(message);
    }

    List<Message> delivered() {
        return delivered;
    }

    String fingerprint() {
        return underWay.stream()
                .map(message -> switch (message.body()) {
                    case Orchestrator.Step step -> message.to().name() + step.step();
                    case Said said ->
                        said.by().name()
                                + said.step()
                                + said.reply().outcome()
                                + said.reply().code();
                    default -> throw new IllegalStateException();
                })
                .sorted()
                .collect(Collectors.joining(","));
    }
}
