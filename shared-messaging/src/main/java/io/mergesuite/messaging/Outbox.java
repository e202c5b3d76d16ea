package io.mergesuite.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/**
 * Sends messages with the running transaction: they are sent if it commits, and not if it rolls back. From then on they are
 * sent at least once, each time with the same id, whatever is killed (SG-08).
 */
@ApplicationScoped
public class Outbox {

    /** As {@link #send(Collection)}. */
    public void send(OutgoingMessage... messages) {
        send(List.of(messages));
    }

    /**
     * Adds messages to the running transaction, by one statement for all of them.
     *
     * @throws IllegalStateException without a running transaction
     * @throws IllegalArgumentException if a body is not listed in {@code MessageTypes}, or larger than
     *     {@code suite.messaging.max-message} (4 MiB)
     */
    public void send(Collection<OutgoingMessage> messages) {
        throw new UnsupportedOperationException();
    }
}
