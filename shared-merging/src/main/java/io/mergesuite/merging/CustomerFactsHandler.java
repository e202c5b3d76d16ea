package io.mergesuite.merging;

import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * Keeps {@link CustomerCopies}. Only in a service whose records take such details over, {@code suite.merging.customer-copies=true}:
 * what nobody reads is not received (ARCHITECTURE.md, who gets which facts).
 */
@ApplicationScoped
@IfBuildProperty(name = "suite.merging.customer-copies", stringValue = "true")
class CustomerFactsHandler implements MessageHandler {

    private final CustomerCopies copies;

    CustomerFactsHandler(CustomerCopies copies) {
        this.copies = copies;
    }

    @Override
    public String consumer() {
        return "customer-copies";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.CUSTOMER_FACTS);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        copies.apply(messages.stream()
                .filter(message -> message.body() instanceof CustomerFacts)
                .map(message -> (CustomerFacts) message.body())
                .toList());
    }
}
