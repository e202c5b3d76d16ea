package io.mergesuite.merges.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WebhookSettingsTest {

    @Test
    @DisplayName("API-12 no host is trusted; three days of attempts, an old secret for a day, a log of 30 days")
    void defaults() {
        var settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(WebhookSettings.class)
                .build()
                .getConfigMapping(WebhookSettings.class);
        assertEquals(Optional.empty(), settings.trustedHosts());
        assertEquals(Duration.ofSeconds(10), settings.timeout());
        assertEquals(64, settings.parallel());
        assertEquals(4, settings.parallelOfOne());
        assertEquals(Duration.ofSeconds(5), settings.firstWait());
        assertEquals(Duration.ofHours(8), settings.longestWait());
        assertEquals(Duration.ofDays(3), settings.giveUpAfter());
        assertEquals(Duration.ofHours(24), settings.secretOverlap());
        assertEquals(Duration.ofDays(30), settings.keepLog());
    }
}
