package io.mergesuite.customers.customer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How customers are kept, {@code suite.customers.*}. */
@ConfigMapping(prefix = "suite.customers")
interface CustomerSettings {

    /** How often the shops are looked through for changed phone rules. */
    @WithDefault("5S")
    Duration rekeyEvery();
}
