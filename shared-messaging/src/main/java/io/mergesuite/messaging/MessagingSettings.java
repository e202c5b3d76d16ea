package io.mergesuite.messaging;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How messages are sent and received. */
@ConfigMapping(prefix = "suite.messaging")
public interface MessagingSettings {

    /** Whether loops and relay run; without them the outbox fills and waits. */
    @WithDefault("true")
    boolean enabled();

    /** Copies of each topic that is created; with three or more, two must have a record before it counts as sent. */
    @WithDefault("1")
    short replicationFactor();

    /** The longest body. Topics and producers take it and a little more. */
    @WithDefault("4M")
    MemorySize maxMessage();

    /** Records of one poll. */
    @WithDefault("50")
    int maxPollRecords();

    /**
     * Bodies that are handled together in one transaction; a longer one is handled alone. It bounds the memory, the locks and the time
     * of a transaction: an id takes about 40 bytes, so the largest merges come to some 13,000 customers.
     */
    @WithDefault("512K")
    MemorySize maxTransaction();

    /** How often the relay looks by itself, for messages that another process wrote. */
    @WithDefault("1s")
    Duration relayPoll();

    /** How often topics are compared with what they were. */
    @WithDefault("30s")
    Duration topicCheck();

    /** How long handled messages are remembered. More than any topic keeps its records, or a repeat could take effect. */
    @WithDefault("14d")
    Duration purgeHorizon();

    /** A consumer that is not heard of for so long loses its partitions to the others. */
    @WithDefault("6s")
    Duration sessionTimeout();

    /**
     * This replica's lasting name among those of its service. With it, a replica that is killed and comes back within the
     * session timeout has its partitions at once.
     */
    Optional<String> member();
}
