package io.mergesuite.merges;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Where {@link CustomerServiceSimulator} listens, who is asked through the front door, and where webhooks may lead in a test. */
public final class FreePort implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of(
                    "suite.customer-service.url", "http://127.0.0.1:" + socket.getLocalPort(),
                    "suite.door.lead-service", "http://127.0.0.1:" + other.getLocalPort(),
                    "suite.door.idle-timeout", "3s",
                    "suite.webhooks.trusted-hosts", "127.0.0.1",
                    "suite.webhooks.first-wait", "100ms",
                    "suite.webhooks.timeout", "2s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // Nothing is held.
    }
}
