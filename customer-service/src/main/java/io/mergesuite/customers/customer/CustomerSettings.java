package io.mergesuite.customers.customer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How customers are kept, {@code suite.customers.*}. */
@ConfigMapping(prefix = "suite.customers")
public interface CustomerSettings {

    /** How often shops are looked for whose region has changed, so that their customers' match keys are made again. */
    @WithDefault("5s")
    Duration rekeyEvery();
}
