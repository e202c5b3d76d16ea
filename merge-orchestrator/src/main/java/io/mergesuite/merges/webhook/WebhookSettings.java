package io.mergesuite.merges.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How webhooks are sent. */
@ConfigMapping(prefix = "suite.webhooks")
interface WebhookSettings {

    /** Hosts, as they stand in URLs and in small letters, that may have private addresses and be spoken to by plain http. */
    Optional<Set<String>> trustedHosts();

    /** An attempt takes at most so long, from connecting to the status of the answer. */
    @WithDefault("10s")
    Duration timeout();

    /** How many attempts are under way at once. */
    @WithDefault("64")
    @Min(1)
    int parallel();

    /** A webhook that has so many attempts under way gets no more until one has ended, so that a slow one does not hold up the others. */
    @WithDefault("4")
    @Min(1)
    int parallelOfOne();

    /** The wait after the first failed attempt; three times as long after each further one. */
    @WithDefault("5s")
    Duration firstWait();

    /** The longest wait between two attempts. */
    @WithDefault("8h")
    Duration longestWait();

    /** A delivery that has not come through so long after it was queued has failed; it can be replayed. */
    @WithDefault("72h")
    Duration giveUpAfter();

    /** A secret that was replaced signs beside the new one for so long. */
    @WithDefault("24h")
    Duration secretOverlap();

    /** Deliveries that have ended are kept in the log for so long after they were made. */
    @WithDefault("720h")
    Duration keepLog();
}
