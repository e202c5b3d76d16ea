package io.mergesuite.merges.door;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;

/** Where the front door leads, and how long it waits there. */
@ConfigMapping(prefix = "suite.door")
interface DoorSettings {

    /** Where the paths of customer-service are forwarded to. */
    @WithDefault("${suite.customer-service.url:http://localhost:8081}")
    URI customerService();

    /** Where the paths of order-service are forwarded to. */
    @WithDefault("http://localhost:8082")
    URI orderService();

    /** Where the paths of lead-service are forwarded to. */
    @WithDefault("http://localhost:8083")
    URI leadService();

    /** Where the paths of blacklist-service are forwarded to. */
    @WithDefault("http://localhost:8084")
    URI blacklistService();

    /** How long a connection to a service may take, and a request wait for a free one; then 503. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** A forwarded request of which nothing was sent or received for so long is broken off. Longer than a service takes to store the largest file after its last byte (API-13). */
    @WithDefault("30m")
    Duration idleTimeout();

    /** How many requests may be under way to one service at once, event streams among them. */
    @WithDefault("256")
    @Min(1)
    int connections();

    /** How many more may wait for a connection to one service; beyond that 503 at once. */
    @WithDefault("256")
    @Min(1)
    int waiting();
}
