package io.mergesuite.exports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Settings of exports, {@code suite.exports.*}. */
@ConfigMapping(prefix = "suite.exports")
interface ExportSettings {

    /** Exports that one process writes at the same time; one more is refused with 429. Each holds a page of records. */
    @WithDefault("8")
    @Min(1)
    @Max(1000)
    int atOnce();

    /** Records that are read at a time. */
    @WithDefault("250")
    @Min(1)
    @Max(10_000)
    int page();
}
