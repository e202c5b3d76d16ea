package io.mergesuite.merges.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How batches are run. */
@ConfigMapping(prefix = "suite.batch")
interface BatchSettings {

    /** No more merges are opened while so many live; the rest of a batch waits for room. */
    @WithDefault("3000")
    @Min(1)
    int window();

    /** At most so many groups are looked up and opened at once. */
    @WithDefault("1000")
    @Min(1)
    int chunk();
}
