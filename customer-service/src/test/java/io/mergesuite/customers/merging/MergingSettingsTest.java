package io.mergesuite.customers.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MergingSettingsTest {

    @Test
    void defaultsAreThese() {
        MergingSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(MergingSettings.class)
                .build()
                .getConfigMapping(MergingSettings.class);

        assertEquals(Duration.ofMinutes(2), settings.inDoubtAfter());
        assertEquals(Duration.ofSeconds(15), settings.inDoubtEvery());
    }
}
