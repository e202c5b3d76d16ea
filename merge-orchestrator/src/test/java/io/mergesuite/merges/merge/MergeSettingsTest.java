package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeSettingsTest {

    @Test
    @DisplayName("The saga is as patient as the specification says")
    void defaults() {
        var settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(MergeSettings.class)
                .build()
                .getConfigMapping(MergeSettings.class);
        assertEquals(Duration.ofSeconds(60), settings.prepareTimeout());
        assertEquals(Duration.ofMinutes(10), settings.stalledAfter());
        assertEquals(Duration.ofSeconds(10), settings.firstReminder());
        assertEquals(Duration.ofSeconds(30), settings.lastReminder());
        assertEquals(Duration.ofSeconds(1), settings.sweepInterval());
    }
}
