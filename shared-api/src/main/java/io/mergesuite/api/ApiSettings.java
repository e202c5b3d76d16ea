package io.mergesuite.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of the API layer. Public because the validation of settings can't look into other interfaces. */
@ConfigMapping(prefix = "suite.api")
public interface ApiSettings {

    /** The largest request body of an operation that has no {@link BodyLimit} of its own (API-14). */
    @WithDefault("1M")
    MemorySize bodyLimit();

    /** How many objects and arrays of a JSON body may stand inside each other (API-14). */
    @WithDefault("32")
    @Min(4)
    @Max(500)
    int nesting();

    /** How long a request may hold its idempotency key before a repeat may take it over (API-04). */
    @WithDefault("PT1M")
    Duration idempotencyLease();

    /** How long idempotency keys and their answers are kept (API-04). */
    @WithDefault("P30D")
    Duration idempotencyKept();

    /** How often a job is looked at for its event stream (API-07). */
    @WithDefault("PT0.25S")
    Duration eventPoll();

    /** After how long without an event a heartbeat is sent (API-07). */
    @WithDefault("PT15S")
    Duration eventHeartbeat();

    /** After how long an event stream is closed; the client comes back with {@code Last-Event-ID} and a valid token. */
    @WithDefault("PT1H")
    Duration eventStream();
}
