package io.mergesuite.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A PostgreSQL with empty databases for a test without Quarkus, on a free port and in a folder that goes with the JVM, also when that
 * is killed. Each database is owned by a role of its name.
 */
public final class TestPostgres implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Path folder;
    private final LifeLine lifeLine;
    private final EmbeddedPostgres postgres;
    private final Child child;
    private final String password;

    private TestPostgres(Path folder, LifeLine lifeLine, EmbeddedPostgres postgres, Child child, String password) {
        this.folder = folder;
        this.lifeLine = lifeLine;
        this.postgres = postgres;
        this.child = child;
        this.password = password;
    }

    /**
     * Starts one with these databases.
     *
     * @throws IllegalStateException if it ends instead of getting ready; with the end of its log
     */
    public static TestPostgres start(Collection<String> databases) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(
                "merge-suite-",
                // Root's PostgreSQL may have to run as another user, who must find its way to its files.
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        LifeLine lifeLine = new LifeLine(folder);
        String password = Secrets.random();
        Map<String, String> passwords =
                databases.stream().collect(Collectors.toMap(Function.identity(), name -> password));
        var postgres =
                new EmbeddedPostgres(folder.resolve("postgresql"), freePort(), Purpose.TEST, password, passwords);
        Child child = Child.start(postgres, folder.resolve("postgresql.log"));
        lifeLine.hold(child.handle());
        child.awaitReady(START_LIMIT);
        postgres.afterReady();
        return new TestPostgres(folder, lifeLine, postgres, child, password);
    }

    public String jdbcUrl(String database) {
        return postgres.jdbcUrl(database);
    }

    /** Of every role. */
    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        child.stop(STOP_LIMIT);
        Folders.delete(folder);
        lifeLine.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
