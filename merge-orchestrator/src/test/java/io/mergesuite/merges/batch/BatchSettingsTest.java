package io.mergesuite.merges.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchSettingsTest {

    @Test
    @DisplayName("A batch opens 1,000 groups at once, up to 6,000 customers in live merges")
    void defaults() {
        var settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(BatchSettings.class)
                .build()
                .getConfigMapping(BatchSettings.class);
        assertEquals(6_000, settings.window());
        assertEquals(1_000, settings.chunk());
    }
}
