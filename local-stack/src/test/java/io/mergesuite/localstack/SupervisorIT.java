package io.mergesuite.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL and Kafka under the supervisor that also keeps the services. */
class SupervisorIT {

    @TempDir
    Path data;

    private StackLayout layout;
    private Supervisor supervisor;

    @BeforeEach
    void choosePorts() throws IOException {
        int kafka = twoFreePorts();
        layout = StackLayout.of(Map.of(
                StackLayout.DATA, data.toString(),
                StackLayout.POSTGRESQL_PORT, Integer.toString(freePort()),
                StackLayout.KAFKA_PORT, Integer.toString(kafka)));
    }

    @AfterEach
    void stop() throws IOException {
        if (supervisor != null) {
            supervisor.close();
        }
        assertEquals(Set.of(), left(), "processes that a stop has left behind");
    }

    @Test
    void dataSurvivesARestartAndFreshForgetsIt() throws Exception {
        start();
        execute("CREATE TABLE proof AS SELECT 42 AS answer");
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic("proof", 1, (short) 1)))
                    .all()
                    .get();
        }

        supervisor.close();
        start();

        assertEquals(42, queryInt("SELECT answer FROM proof"));
        assertEquals(Set.of("proof"), topics());

        supervisor.close();
        layout.clear();
        start();

        assertThrows(SQLException.class, () -> queryInt("SELECT answer FROM proof"));
        assertEquals(Set.of(), topics());
    }

    @Test
    void commitsAreDurableAndEachRoleHasItsOwnDatabase() throws Exception {
        start();

        assertEquals(
                3,
                queryInt("SELECT count(*)::int FROM pg_settings WHERE setting = 'on'"
                        + " AND name IN ('fsync', 'synchronous_commit', 'full_page_writes')"));
        var refused = assertThrows(
                SQLException.class,
                () -> connect(Service.ORDER_SERVICE, Service.LEAD_SERVICE.database(), Service.LEAD_SERVICE));
        assertTrue(refused.getMessage().contains("permission denied"), refused.getMessage());
        assertThrows(SQLException.class, () -> connect(Service.ORDER_SERVICE, "postgres", Service.ORDER_SERVICE));
        var second = new Supervisor(layout, List.of(layout.foundations(Purpose.WORK)), line -> {});
        assertThrows(OverlappingFileLockException.class, second::takeOver, "a second supervisor in this JVM");
        assertTrue(layout.postgres(Purpose.WORK).ready());
    }

    @Test
    void whatIsKilledComesBackOnTheSamePortWithItsData() throws Exception {
        start();
        execute("CREATE TABLE proof AS SELECT 42 AS answer");

        for (String part : List.of("postgresql", "kafka")) {
            ProcessHandle killed = layout.process(part).orElseThrow();
            killed.destroyForcibly();
            await(() -> layout.process(part)
                    .filter(now -> now.pid() != killed.pid())
                    .isPresent());
        }

        await(() -> layout.postgres(Purpose.WORK).ready()
                && layout.kafka(Purpose.WORK).ready());
        assertEquals(42, queryInt("SELECT answer FROM proof"));
        assertEquals(Set.of(), topics());
    }

    @Test
    void aSupervisorThatWasKilledLeavesNothingInTheWayOfTheNext() throws Exception {
        Process killed = new ProcessBuilder(
                        Java.program(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SupervisorMain.class.getName(),
                        data.toString(),
                        ports().get(0),
                        ports().get(1))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("supervisor.log").toFile())
                .start();
        await(() -> {
            assertTrue(killed.isAlive(), () -> "the supervisor has ended: " + logOf(data));
            return layout.postgres(Purpose.WORK).ready()
                    && layout.kafka(Purpose.WORK).ready();
        });
        Set<Long> orphans = pids();
        killed.destroyForcibly().onExit().join();
        assertEquals(orphans, pids(), "PostgreSQL and Kafka outlive their supervisor");

        start();

        assertEquals(2, pids().size());
        assertNotEquals(orphans, pids());
        assertTrue(layout.postgres(Purpose.WORK).ready());
        assertTrue(orphans.stream().noneMatch(SupervisorIT::lives));
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(Integer.parseInt(ports().get(0)), 1, InetAddress.getLoopbackAddress())) {
            var refused = assertThrows(IllegalStateException.class, this::start);

            assertTrue(refused.getMessage().contains(Integer.toString(taken.getLocalPort())), refused.getMessage());
            assertFalse(layout.process("kafka").isPresent());
        }
    }

    /** Runs a supervisor in a JVM that can be killed. Arguments: data folder, ports of PostgreSQL and Kafka. */
    static final class SupervisorMain {

        private SupervisorMain() {}

        public static void main(String[] args) throws Exception {
            var layout = StackLayout.of(Map.of(
                    StackLayout.DATA, args[0], StackLayout.POSTGRESQL_PORT, args[1], StackLayout.KAFKA_PORT, args[2]));
            var supervisor = new Supervisor(layout, List.of(layout.foundations(Purpose.WORK)), System.out::println);
            supervisor.takeOver();
            supervisor.start();
            supervisor.awaitEnd();
        }
    }

    private void start() throws IOException, InterruptedException {
        supervisor = new Supervisor(layout, List.of(layout.foundations(Purpose.WORK)), System.out::println);
        supervisor.takeOver();
        supervisor.start();
    }

    private List<String> ports() {
        return layout.foundations(Purpose.WORK).stream()
                .map(part -> Integer.toString(part.ports().get(0)))
                .toList();
    }

    private Set<Long> pids() {
        return Stream.of("postgresql", "kafka")
                .flatMap(part -> layout.process(part).stream())
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** Every process of this machine that names the data folder of this test. */
    private Set<Long> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(data.toString()))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int queryInt(String sql) throws SQLException {
        try (Connection connection = connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Connection connect() throws SQLException {
        return connect(Service.ORDER_SERVICE, Service.ORDER_SERVICE.database(), Service.ORDER_SERVICE);
    }

    private Connection connect(Service database, String role, Service passwordOf) throws SQLException {
        return DriverManager.getConnection(layout.jdbcUrl(database), role, layout.databasePassword(passwordOf));
    }

    private Admin admin() {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", layout.bootstrapServers());
        return Admin.create(settings);
    }

    private Set<String> topics() throws Exception {
        try (Admin admin = admin()) {
            return new HashSet<>(admin.listTopics().names().get());
        }
    }

    private static String logOf(Path data) {
        try {
            return Files.readString(data.resolve("supervisor.log"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }

    /** Below the ports that the system gives to outgoing connections, one of which could take it before it is used. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(22_000, 30_000);
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static int twoFreePorts() {
        int port = freePort();
        while (!isFree(port + 1)) {
            port = freePort();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
