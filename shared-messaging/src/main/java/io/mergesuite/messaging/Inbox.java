package io.mergesuite.messaging;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Remembers what each consumer has handled, so that it is handled once (SG-08). */
@Singleton
final class Inbox {

    private static final int PURGE_CHUNK = 10_000;
    private static final int MUCH = 16_384;

    private final Db db;

    Inbox(Db db) {
        this.db = db;
    }

    /**
     * Notes these messages as handled by the consumer, in the running transaction, and returns those that were not noted before.
     * Waits for another transaction that is handling one of them. The same statement says how the transaction's statements are
     * planned. Little to do: once for all, since planning would cost more than the work. Much to do ({@value #MUCH} bytes and more): each
     * time, and so that a table can be reached by the keys of the set alone. Tables of work under way are empty when the
     * planner's figures are taken, and it would go through thousands of their rows for each row of the set.
     *
     * @param bytes the size of the messages together
     */
    Set<UUID> claim(String consumer, Collection<UUID> messages, int bytes) {
        List<UUID> ids = messages.stream().distinct().sorted().toList(); // all claim in one order: no deadlock
        return new HashSet<>(db.handle()
                .createQuery("""
                        WITH plans AS MATERIALIZED (
                            SELECT set_config('plan_cache_mode', :plans, true),
                                   set_config('enable_indexscan', :scans, true),
                                   set_config('enable_indexonlyscan', :scans, true))
                        INSERT INTO inbox (consumer, message_id)
                        SELECT :consumer, id FROM plans, unnest(:ids) AS id
                            ON CONFLICT DO NOTHING
                        RETURNING message_id""")
                .bind("consumer", consumer)
                .bind("plans", bytes < MUCH ? "force_generic_plan" : "force_custom_plan")
                .bind("scans", bytes < MUCH ? "on" : "off") // bitmap scans are left, which always go by a key
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", id -> id))
                .mapTo(UUID.class)
                .list());
    }

    /** Forgets up to some thousand messages older than the horizon. Returns whether there are more. */
    boolean purge(Duration horizon) {
        int forgotten = db.handle()
                .createUpdate("""
                        DELETE FROM inbox WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM inbox WHERE received_at < now() - make_interval(secs => :horizon) LIMIT :chunk))""")
                .bind("horizon", (double) horizon.toSeconds())
                .bind("chunk", PURGE_CHUNK)
                .execute();
        return forgotten == PURGE_CHUNK;
    }
}
