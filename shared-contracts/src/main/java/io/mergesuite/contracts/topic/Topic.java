package io.mergesuite.contracts.topic;

import java.time.Duration;
import java.util.Objects;

/**
 * A Kafka topic.
 *
 * @param name its name on the broker
 * @param retention how long records are kept; zero for a compacted topic, which keeps the last record of each key
 * @param compacted whether it keeps the last record of each key for ever
 */
public record Topic(String name, Duration retention, boolean compacted) {

    public Topic {
        Objects.requireNonNull(name, "a topic needs a name");
        Objects.requireNonNull(retention, "a topic needs a retention");
        if (compacted != retention.isZero()) {
            throw new IllegalArgumentException("a topic is either compacted or kept for a time: " + name);
        }
    }

    static Topic keptFor(String name, Duration retention) {
        return new Topic(name, retention, false);
    }

    static Topic compacted(String name) {
        return new Topic(name, Duration.ZERO, true);
    }
}
