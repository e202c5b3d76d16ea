package io.mergesuite.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Processes that a test starts by commands of its own, with a PostgreSQL and a Kafka where it wants them. They and their folder go with
 * the JVM, also when that is killed. Ended in the opposite order.
 */
public final class TestProcesses implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final LifeLine lifeLine;
    private final List<Child> children = new ArrayList<>();

    private TestProcesses(Path folder, LifeLine lifeLine) {
        this.folder = folder;
        this.lifeLine = lifeLine;
    }

    /** An own process that is neither PostgreSQL nor Kafka. */
    private record Program(String name, ProcessBuilder command, BooleanSupplier answers) implements Part {

        @Override
        public List<Integer> ports() {
            return List.of();
        }

        @Override
        public boolean ready() {
            return answers.getAsBoolean();
        }
    }

    /** None yet, in a new folder. */
    public static TestProcesses none() throws IOException {
        Path folder = Files.createTempDirectory(
                "merge-suite-",
                // Root's PostgreSQL may have to run as another user, who must find its way to its files.
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        return new TestProcesses(folder, new LifeLine(folder));
    }

    public Path folder() {
        return folder;
    }

    /**
     * Starts a PostgreSQL, and returns when it has the databases.
     *
     * @param databases each with the password of the role of the same name that owns it
     * @throws IllegalStateException when it ends instead, or isn't ready in time; with the end of its log
     */
    public void postgres(int port, String password, Map<String, String> databases)
            throws IOException, InterruptedException {
        var postgres = new EmbeddedPostgres(folder.resolve("postgresql"), port, Purpose.TEST, password, databases);
        start(postgres).awaitReady(START_LIMIT);
        postgres.afterReady();
    }

    /** Starts a Kafka and returns when it listens, as {@link #postgres}. */
    public void kafka(int port, int controllerPort) throws IOException, InterruptedException {
        start(new EmbeddedKafka(folder.resolve("kafka"), port, controllerPort, Purpose.TEST))
                .awaitReady(START_LIMIT);
    }

    /**
     * Starts a program, and does not wait for it.
     *
     * @param command its output goes to a log
     * @param answers whether it answers now; never waits longer than a second or two
     * @return waits until it answers; throws {@link IllegalStateException} when it ends instead, or isn't ready in time
     */
    public Starting start(String name, ProcessBuilder command, BooleanSupplier answers) throws IOException {
        Child child = start(new Program(name, command, answers));
        return () -> child.awaitReady(START_LIMIT);
    }

    /** A program that has been started. */
    public interface Starting {
        void awaitReady() throws InterruptedException;
    }

    private Child start(Part part) throws IOException {
        Child child = Child.start(part, folder.resolve(part.name() + ".log"));
        lifeLine.hold(child.handle());
        children.add(child);
        return child;
    }

    @Override
    public void close() throws IOException {
        children.reversed().forEach(child -> child.stop(STOP_LIMIT));
        Folders.delete(folder);
        lifeLine.close();
    }
}
