package io.mergesuite.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.api.KnownShops;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** This service's copy of the shops, kept by {@code customer.shop-facts} (CU-09). */
@ApplicationScoped
public class ShopCopies implements KnownShops, MessageHandler {

    private final Db db;
    private final ObjectMapper json;

    ShopCopies(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
    }

    @Override
    public Optional<ShopFacts> find(ShopId shop) {
        return db.read(handle -> handle.createQuery("SELECT facts::text FROM shop_copy WHERE shop_id = :shop")
                .bind("shop", shop)
                .mapTo(String.class)
                .findOne()
                .map(this::facts));
    }

    @Override
    public String consumer() {
        return "shop-copies";
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topics.SHOP_FACTS);
    }

    @Override
    public void handle(List<IncomingMessage> messages) {
        Map<ShopId, ShopFacts> latest = new HashMap<>();
        for (IncomingMessage message : messages) {
            if (message.body() instanceof ShopFacts facts) {
                latest.merge(facts.shopId(), facts, ShopCopies::later);
            }
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO shop_copy AS c (shop_id, version, facts)
                        SELECT * FROM unnest(:shops, :versions, :facts) AS f (shop_id, version, facts) ORDER BY shop_id
                        ON CONFLICT (shop_id) DO UPDATE SET version = excluded.version, facts = excluded.facts
                         WHERE c.version < excluded.version""")
                .bindNamedArgumentFinder(Columns.of(latest.values())
                        .texts("shops", facts -> facts.shopId().value())
                        .longs("versions", ShopFacts::version)
                        .json("facts", this::text))
                .execute();
    }

    private static ShopFacts later(ShopFacts one, ShopFacts other) {
        return one.version() >= other.version() ? one : other;
    }

    private ShopFacts facts(String text) {
        try {
            return json.readValue(text, ShopFacts.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(ShopFacts facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
