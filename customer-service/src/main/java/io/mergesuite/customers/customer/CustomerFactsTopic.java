package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.RepublishedTopic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Makes {@code customer.facts} again from the customers, in chunks by id (hole 8). */
@ApplicationScoped
class CustomerFactsTopic implements RepublishedTopic {

    private static final int CHUNK = 1_000;

    private final Db db;
    private final Customers customers;

    CustomerFactsTopic(Db db, Customers customers) {
        this.db = db;
        this.customers = customers;
    }

    @Override
    public Topic topic() {
        return Topics.CUSTOMER_FACTS;
    }

    @Override
    public void republish(Outbox outbox) {
        CustomerId after = new CustomerId(new UUID(0, 0));
        while (after != null) {
            CustomerId from = after;
            after = QuarkusTransaction.requiringNew().call(() -> chunk(outbox, from));
        }
    }

    /** The id of the last one sent, or null if none was left. */
    private CustomerId chunk(Outbox outbox, CustomerId after) {
        // The share lock keeps an edit from sending its newer version before this one.
        List<DetailsChange> chunk = db.handle()
                .createQuery("""
                        SELECT id, shop_id, version, family_name, given_name, family_name_kana, given_name_kana,
                               company_name, tax_id, birthday, emails, phones, addresses, notes
                          FROM customer WHERE id > :after ORDER BY id LIMIT :chunk FOR SHARE""")
                .bind("after", after)
                .bind("chunk", CHUNK)
                .map((row, context) -> new DetailsChange(
                        new CustomerId(row.getObject("id", UUID.class)),
                        new ShopId(row.getString("shop_id")),
                        row.getLong("version"),
                        customers.readDetails(row)))
                .list();
        outbox.send(chunk.stream().map(Customers::fact).toList());
        return chunk.isEmpty() ? null : chunk.getLast().id();
    }
}
