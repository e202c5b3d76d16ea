package io.mergesuite.localstack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL with one empty database, a Kafka without topics and a fresh key pair for the tests of one module, on free ports and
 * in a folder that goes with the JVM, also when that is killed.
 *
 * <pre>{@code @WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)}</pre>
 *
 * <p>The init argument {@code kafka=false} leaves Kafka out. Tokens for requests come from {@link TestTokens}.
 */
public final class StackTestResource implements QuarkusTestResourceLifecycleManager {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final String DATABASE = "suite";

    private final List<Child> children = new ArrayList<>();
    private boolean withKafka = true;
    private Path folder;
    private LifeLine lifeLine;

    @Override
    public void init(Map<String, String> arguments) {
        withKafka = Boolean.parseBoolean(arguments.getOrDefault("kafka", "true"));
    }

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory(
                    "merge-suite-",
                    // Root's PostgreSQL may have to run as another user, who must find its way to its files.
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            lifeLine = new LifeLine(folder);
            String password = Secrets.random();
            var postgres = new EmbeddedPostgres(
                    folder.resolve("postgresql"), freePort(), Purpose.TEST, password, Map.of(DATABASE, password));
            var kafka = new EmbeddedKafka(folder.resolve("kafka"), freePort(), freePort(), Purpose.TEST);
            Child database = start(postgres);
            if (withKafka) {
                start(kafka).awaitReady(START_LIMIT);
            }
            database.awaitReady(START_LIMIT);
            postgres.afterReady();

            LocalKey key = LocalKey.readOrMake(folder.resolve("local-key.pem"));
            System.setProperty(TestTokens.KEY_PROPERTY, key.file().toString());
            Map<String, String> settings = new HashMap<>(ServiceSettings.security(key, Secrets.random()));
            settings.putAll(ServiceSettings.database(postgres.jdbcUrl(DATABASE), DATABASE, password));
            if (withKafka) {
                settings.putAll(ServiceSettings.kafka(kafka.bootstrapServers()));
            }
            settings.put("quarkus.http.test-port", "0");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the test stack started", e);
        }
    }

    @Override
    public void stop() {
        if (lifeLine == null) {
            return;
        }
        try {
            children.forEach(child -> child.stop(STOP_LIMIT));
            Folders.delete(folder);
            lifeLine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Child start(Part part) throws IOException {
        Child child = Child.start(part, folder.resolve(part.name() + ".log"));
        lifeLine.hold(child.handle());
        children.add(child);
        return child;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
