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

    private final Db db;

    Inbox(Db db) {
        this.db = db;
    }

    /**
     * Notes these messages as handled by the consumer, in the running transaction, and returns those that were not noted before.
     * Waits for another transaction that is handling one of them. The same statement has the transaction run its statements with
     * plans that are made once: a set's size changes with every poll, and planning for it costs more than it gains.
     */
    Set<UUID> claim(String consumer, Collection<UUID> messages) {
        List<UUID> ids = messages.stream().distinct().sorted().toList(); // all claim in one order: no deadlock
        return new HashSet<>(db.handle()
                .createQuery("""
                        WITH plans AS MATERIALIZED (SELECT set_config('plan_cache_mode', 'force_generic_plan', true))
                        INSERT INTO inbox (consumer, message_id)
                        SELECT :consumer, id FROM plans, unnest(:ids) AS id
                            ON CONFLICT DO NOTHING
                        RETURNING message_id""")
                .bind("consumer", consumer)
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
