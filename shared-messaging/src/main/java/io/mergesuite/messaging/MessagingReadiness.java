package io.mergesuite.messaging;

import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down when a loop, the relay, the housekeeping or the gauges have died. A database or Kafka that is away kills none of them. */
@Readiness
@Singleton
final class MessagingReadiness implements HealthCheck {

    private final Messaging messaging;

    MessagingReadiness(Messaging messaging) {
        this.messaging = messaging;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Boolean> alive = messaging.alive();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("messaging").status(!alive.containsValue(false));
        alive.forEach(answer::withData);
        return answer.build();
    }
}
