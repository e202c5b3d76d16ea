package io.mergesuite.orders.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderSettingsTest {

    @Test
    void defaultsAreThese() {
        OrderSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(OrderSettings.class)
                .build()
                .getConfigMapping(OrderSettings.class);

        assertEquals(Duration.ofSeconds(1), settings.factsEvery());
    }
}
