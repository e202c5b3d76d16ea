package io.mergesuite.orders.order;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the orders. Unremovable, as a schedule names its setting and nobody asks for the bean. */
@Unremovable
@ConfigMapping(prefix = "suite.orders")
interface OrderSettings {

    /** How often customer-service is told whose orders have changed: about as old are the facts that customers are searched by (CU-05). */
    @WithDefault("1s")
    Duration factsEvery();
}
