package io.mergesuite.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that all services share reach them, and no default changes by accident. */
@ApiTest
class SharedSettingsIT {

    @Inject
    ApiSettings settings;

    @ParameterizedTest
    @CsvSource({
        "quarkus.http.host, 127.0.0.1",
        "quarkus.http.auth.proactive, false",
        "quarkus.security.jaxrs.deny-unannotated-endpoints, true",
        "quarkus.smallrye-openapi.open-api-version, 3.0.4",
        "quarkus.flyway.locations, 'db/shared,db/migration'",
        "quarkus.rest-client.connect-timeout, 1000",
        "quarkus.rest-client.read-timeout, 5000",
    })
    void a_shared_setting_is_taken(String name, String value) {
        assertEquals(value, ConfigProvider.getConfig().getValue(name, String.class));
    }

    @Test
    void the_defaults_are_those_that_are_documented() {
        assertEquals(1 << 20, settings.bodyLimit().asLongValue());
        assertEquals(32, settings.nesting());
        assertEquals(Duration.ofHours(1), settings.eventStream());
        assertEquals(Duration.ofMinutes(1), settings.idempotencyLease());
        assertEquals(Duration.ofDays(30), settings.idempotencyKept());
    }
}
