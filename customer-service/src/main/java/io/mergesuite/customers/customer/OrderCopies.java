package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.facts.OrderFacts;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** This service's copy of what order-service tells of each customer's orders, for search alone (CU-05). Applies only a greater version. */
@ApplicationScoped
class OrderCopies implements MessageHandler {

    private final Db db;

    OrderCopies(Db db) {
        this.db = db;
    }

    @Override
    public String consumer() {
        return "order-copies";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.ORDER_FACTS);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        Map<CustomerId, OrderFacts> latest = new HashMap<>();
        for (IncomingMessage message : messages) {
            if (message.body() instanceof OrderFacts facts) {
                latest.merge(facts.customerId(), facts, (one, other) -> one.version() >= other.version() ? one : other);
            }
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO order_copy AS c (customer_id, shop_id, version, orders, last_placed_at)
                        SELECT * FROM unnest(:customers, :shops, :versions, :orders, :lasts)
                                   AS f (customer_id, shop_id, version, orders, last_placed_at) ORDER BY customer_id
                        ON CONFLICT (customer_id) DO UPDATE
                           SET version = excluded.version, orders = excluded.orders, last_placed_at = excluded.last_placed_at
                         WHERE c.version < excluded.version""")
                .bindNamedArgumentFinder(Columns.of(latest.values())
                        .uuids("customers", facts -> facts.customerId().value())
                        .texts("shops", facts -> facts.shopId().value())
                        .longs("versions", OrderFacts::version)
                        .longs("orders", OrderFacts::orders)
                        .instants("lasts", OrderFacts::lastPlacedAt))
                .execute();
    }
}
