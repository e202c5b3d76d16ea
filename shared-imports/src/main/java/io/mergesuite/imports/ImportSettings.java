package io.mergesuite.imports;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of imports, {@code suite.imports.*}. */
@ConfigMapping(prefix = "suite.imports")
interface ImportSettings {

    /** Jobs that one process works at the same time, so that a small file need not wait for a large one. 0: none here. */
    @WithDefault("2")
    @Min(0)
    @Max(16)
    int workers();

    /** How long a job stays with a process that does not speak up; renewed by each set. */
    @WithDefault("60S")
    Duration lease();

    /** How often a worker looks for a job that nobody woke it for. */
    @WithDefault("1S")
    Duration poll();

    /** After how long records that were set aside are tried again. */
    @WithDefault("2S")
    Duration retrySetAside();

    /** The longest pause after failures that pass by themselves, such as another service being down; the first is a second. */
    @WithDefault("30S")
    Duration longestPause();

    /** The longest row of a file, in characters. */
    @WithDefault("1M")
    MemorySize longestRow();

    /** The most rows of one grouped record. */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int rowsPerRecord();

    /** The longest time of one set's transaction. */
    @WithDefault("60S")
    Duration transactionTimeout();

    /** The longest time in which a file may be stored. */
    @WithDefault("1H")
    Duration receiveTimeout();

    /** How long an ended job and its report are kept. */
    @WithDefault("30D")
    Duration keep();
}
