package io.mergesuite.messaging;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What waits in this service's tables: gauges of outbox and dead letters, sampled so that a scrape costs no query. By a thread of its own:
 * the outbox is most of interest while Kafka is away, for which the housekeeping waits.
 */
@Singleton
final class Backlog implements Runnable {

    private static final Logger LOG = Logger.getLogger(Backlog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Db db;
    private volatile Sample sample = new Sample(0, 0, 0);

    Backlog(Db db, MeterRegistry meters) {
        this.db = db;
        Gauge.builder("suite.outbox.depth", this, backlog -> backlog.sample.depth)
                .description("Messages that wait in the outbox")
                .register(meters);
        Gauge.builder("suite.outbox.age", this, backlog -> backlog.sample.age)
                .description("Age of the oldest message in the outbox")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("suite.dead.letters", this, backlog -> backlog.sample.deadLetters)
                .description("Messages that were set aside and wait for an operator")
                .register(meters);
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    sample();
                } catch (RuntimeException e) {
                    LOG.debugf("The gauges stay as they were: %s", SqlFailures.describe(e));
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() {
        sample = db.read(handle -> handle.createQuery("""
                        SELECT (SELECT count(*) FROM outbox) AS depth,
                               coalesce((SELECT extract(epoch FROM clock_timestamp() - min(created_at))
                                           FROM (VALUES (true), (false)) AS kind (compacted),
                                                LATERAL (SELECT created_at FROM outbox o
                                                          WHERE o.compacted = kind.compacted
                                                          ORDER BY seq LIMIT 1) AS oldest), 0) AS age,
                               (SELECT count(*) FROM dead_letter WHERE ended_at IS NULL) AS dead_letters""")
                .map((row, context) ->
                        new Sample(row.getLong("depth"), row.getDouble("age"), row.getLong("dead_letters")))
                .one());
    }

    private record Sample(long depth, double age, long deadLetters) {}
}
