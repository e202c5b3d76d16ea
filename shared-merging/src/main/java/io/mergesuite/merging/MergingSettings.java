package io.mergesuite.merging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How a participant works, {@code suite.merging.*}. */
@ConfigMapping(prefix = "suite.merging")
public interface MergingSettings {

    /** How many rows move in one transaction when a merge has many; a foreground write waits for no more than these. */
    @WithDefault("250")
    @Min(1)
    @Max(10_000)
    int chunkRows();

    /** How often the orchestrator is told how far a move in chunks is. */
    @WithDefault("1S")
    Duration reportEvery();

    /** How long a merge may stay prepared before the orchestrator is asked what became of it, and again after that. */
    @WithDefault("2M")
    Duration inDoubtAfter();

    /** How often the database is looked through for chunks to move and merges in doubt, when nothing wakes the worker. */
    @WithDefault("1S")
    Duration pollEvery();

    /**
     * Whether this service keeps copies of {@code customer.facts}: at build time, for a service whose records take a customer's
     * details over (CM-06).
     */
    @WithDefault("false")
    boolean customerCopies();
}
