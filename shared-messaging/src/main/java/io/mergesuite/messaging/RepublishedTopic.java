package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;

/**
 * A topic that this service can fill again from its own state, because it keeps the last value of each key. A CDI bean of this
 * type is called when the topic is not the one it was: deleted and made again, or on a new broker (hole 8).
 */
public interface RepublishedTopic {

    Topic topic();

    /**
     * Sends the present value of every key, with the message ids they had ({@link OutgoingMessage#ofVersion}). Called outside
     * of a transaction: send in chunks, each in a transaction of its own. When this service dies on the way, it is called
     * again from the beginning; once it has returned, not before the topic is lost again.
     */
    void republish(Outbox outbox);
}
