package io.mergesuite.customers.customer;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the customers. Unremovable, as a schedule names its setting and nobody asks for the bean. */
@Unremovable
@ConfigMapping(prefix = "suite.customers")
interface CustomerSettings {

    /** How often it is looked whether a shop's phone rules have changed, whose customers then get new match keys (CU-08). */
    @WithDefault("5s")
    Duration rekeyEvery();
}
