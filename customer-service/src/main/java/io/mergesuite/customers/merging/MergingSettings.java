package io.mergesuite.customers.merging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long this service's part in a merge may take. */
@ConfigMapping(prefix = "suite.merging")
interface MergingSettings {

    /** How long a prepared merge waits for its end before the orchestrator is asked what became of it (hole 7). */
    @WithDefault("2M")
    Duration inDoubtAfter();

    /** How often the database is looked through for such merges. */
    @WithDefault("15S")
    Duration inDoubtEvery();
}
