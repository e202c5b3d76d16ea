package io.mergesuite.customers.shop;

import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.RepublishedTopic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes {@code customer.shop-facts} again from the shops (hole 8). */
@ApplicationScoped
class ShopFactsTopic implements RepublishedTopic {

    @Override
    public Topic topic() {
        return Topics.SHOP_FACTS;
    }

    @Override
    public void republish(Outbox outbox) {
        // One transaction: an installation has few shops.
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.send(Shop.<Shop>streamAll()
                        .map(shop -> OutgoingMessage.ofVersion(topic(), shop.id, shop.version, shop.facts()))
                        .toList()));
    }
}
