package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The state from which the tests' compacted topic is filled again. */
@ApplicationScoped
class Facts implements RepublishedTopic {

    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final AtomicInteger filled = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    void holds(String key, long version) {
        versions.put(key, version);
    }

    void failsTimes(int times) {
        failures.set(times);
    }

    int failuresLeft() {
        return failures.get();
    }

    /** How often it was filled to the end. */
    int filled() {
        return filled.get();
    }

    @Override
    public Topic topic() {
        return Journal.FACTS;
    }

    @Override
    public void republish(Outbox outbox) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("filling fails");
        }
        versions.forEach((key, version) -> QuarkusTransaction.requiringNew()
                .run(() -> outbox.send(
                        OutgoingMessage.ofVersion(Journal.FACTS, key, version, MessagingIT.body(version)))));
        filled.incrementAndGet();
    }
}
