package io.mergesuite.customers.customer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CustomerSettingsTest {

    @Test
    void defaultsAreThese() {
        CustomerSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(CustomerSettings.class)
                .build()
                .getConfigMapping(CustomerSettings.class);

        assertEquals(Duration.ofSeconds(5), settings.rekeyEvery());
    }
}
