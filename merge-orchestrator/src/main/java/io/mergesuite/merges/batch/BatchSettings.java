package io.mergesuite.merges.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How batches are run. */
@ConfigMapping(prefix = "suite.batch")
interface BatchSettings {

    /**
     * No more groups are opened while the merges that live have so many customers together; the rest of a batch waits for room. A group
     * of more opens when it is alone.
     */
    @WithDefault("6000")
    @Min(1)
    int window();

    /** At most so many groups are looked up and opened at once. */
    @WithDefault("1000")
    @Min(1)
    int chunk();
}
