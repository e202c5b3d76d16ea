package io.mergesuite.merges.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;

/** The policy of each shop (CM-17); a shop that has set none has {@link MergePolicy#CONSERVATIVE}. */
@ApplicationScoped
public class Policies {

    private final Db db;
    private final ObjectMapper json;

    Policies(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
    }

    /** A shop's policy; version 0 while the shop has set none. */
    record Versioned(MergePolicy policy, long version) {}

    /** The policy in force now, which a merge opened now runs under to its end. */
    public MergePolicy inForce(ShopId shop) {
        return get(shop).policy();
    }

    Versioned get(ShopId shop) {
        return db.read(handle -> handle.createQuery(
                        "SELECT policy::text, version FROM merge_policy WHERE shop_id = :shop")
                .bind("shop", shop)
                .map((row, context) -> new Versioned(read(row.getString(1)), row.getLong(2)))
                .findOne()
                .orElse(new Versioned(MergePolicy.CONSERVATIVE, 0)));
    }

    /** Stores it in the running transaction, unless it has changed since {@code expected}. */
    boolean put(ShopId shop, MergePolicy policy, long expected, String actor) {
        return db.handle()
                        .createUpdate("""
                                INSERT INTO merge_policy AS p (shop_id, policy, version, updated_at, updated_by)
                                VALUES (:shop, :policy::jsonb, 1, now(), :actor)
                                    ON CONFLICT (shop_id) DO UPDATE
                                   SET policy = excluded.policy, version = p.version + 1,
                                       updated_at = excluded.updated_at, updated_by = excluded.updated_by
                                 WHERE p.version = :expected""")
                        .bind("shop", shop)
                        .bind("policy", write(policy))
                        .bind("expected", expected)
                        .bind("actor", actor)
                        .execute()
                == 1;
    }

    private MergePolicy read(String policy) {
        try {
            return json.readValue(policy, MergePolicy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored policy can't be read", e);
        }
    }

    private String write(MergePolicy policy) {
        try {
            return json.writeValueAsString(policy);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
