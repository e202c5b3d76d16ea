package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;
import java.util.List;
import java.util.Set;

/**
 * What a service does with the messages of some topics. A CDI bean of this type gets a loop and a thread of its own.
 *
 * <p>The loop opens a transaction, notes the ids of a poll's messages in the inbox, calls {@link #handle} with those that are
 * new, and commits. So all that a handler does by {@link Db}, by Hibernate and by {@link Outbox} happens in one transaction on
 * one connection, exactly once for each message (SG-08). It must not open a transaction of its own.
 *
 * <p>If it throws, nothing of the transaction stays. What passes by itself (deadlock, lost connection) is tried again with all
 * messages; after any other failure each message is tried alone, and one that fails alone becomes a {@link DeadLetter}, so
 * that it never holds up those behind it.
 */
public interface MessageHandler {

    /** The consumer's name within this service, such as {@code merging}. It is the inbox's key: never change it. */
    String consumer();

    /** What it reads, from the beginning of each topic. */
    Set<Topic> topics();

    /** Handles one or more new messages, in order within each key. Every type that a topic carries comes; ignore the rest. */
    void handle(List<IncomingMessage> messages);
}
