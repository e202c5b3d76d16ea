package io.mergesuite.imports;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The rejected lines that are kept as they were sent, for those who have to forget what stands in them (API-11). A line may name anybody, by
 * anything and misspelt, which is why it was rejected; so all that a shop has sent before are forgotten, not those that look like one person's.
 */
@ApplicationScoped
public class KeptLines {

    private final Db db;

    KeptLines(Db db) {
        this.db = db;
    }

    /**
     * Keeps, in the running transaction, the running imports of these shops where they are. Imports lock customers after their job, so whoever
     * has customers locked when he forgets has called this before.
     */
    public void hold(Collection<ShopId> shops) {
        db.handle()
                .createQuery("""
                        SELECT id FROM import_job WHERE shop_id = ANY (:shops) AND ended_at IS NULL ORDER BY id FOR UPDATE""")
                .bindArray("shops", String.class, ids(shops))
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Forgets, in the running transaction, the lines of all imports of these shops. What is left are line numbers and reasons. An import that
     * still runs keeps none any more: its file came before.
     */
    public void forget(Collection<ShopId> shops) {
        // Two statements: the second sees what those have written for whom the first has waited.
        List<UUID> jobs = db.handle()
                .createQuery("""
                        UPDATE import_job j SET lines_erased_at = now()
                          FROM (SELECT id FROM import_job WHERE shop_id = ANY (:shops) AND lines_erased_at IS NULL
                                 ORDER BY id FOR UPDATE) o
                         WHERE j.id = o.id
                        RETURNING j.id""")
                .bindArray("shops", String.class, ids(shops))
                .mapTo(UUID.class)
                .list();
        db.handle()
                .createUpdate(
                        "UPDATE import_rejection SET sent = NULL WHERE import_id = ANY (:jobs) AND sent IS NOT NULL")
                .bindArray("jobs", UUID.class, jobs)
                .execute();
    }

    private static List<String> ids(Collection<ShopId> shops) {
        return shops.stream().map(ShopId::value).distinct().toList();
    }
}
