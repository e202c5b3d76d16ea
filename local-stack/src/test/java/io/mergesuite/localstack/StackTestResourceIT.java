package io.mergesuite.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTestResourceIT {

    @Test
    void givesADatabaseABrokerAndAKeyAndLeavesNothing() throws Exception {
        long before = ProcessHandle.current().descendants().count();
        var resource = new StackTestResource();
        resource.init(Map.of());

        Map<String, String> settings = resource.start();

        try {
            try (var connection = DriverManager.getConnection(
                            settings.get("quarkus.datasource.jdbc.url"),
                            settings.get("quarkus.datasource.username"),
                            settings.get("quarkus.datasource.password"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE proof (id int)");
            }
            Properties kafka = new Properties();
            kafka.setProperty("bootstrap.servers", settings.get("kafka.bootstrap.servers"));
            try (Admin admin = Admin.create(kafka)) {
                assertEquals(1, admin.describeCluster().nodes().get().size());
            }
            assertTrue(Files.exists(Path.of(settings.get("suite.security.local-key"))));
        } finally {
            resource.stop();
        }

        assertFalse(Files.exists(Path.of(settings.get("suite.security.local-key"))));
        assertEquals(before, ProcessHandle.current().descendants().count());
    }

    @Test
    void aKilledTestLeavesNothing(@TempDir Path temporary) throws Exception {
        Process test = new ProcessBuilder(
                        Java.program(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestMain.class.getName())
                .redirectErrorStream(true)
                .start();
        String first = new BufferedReader(new InputStreamReader(test.getInputStream(), UTF_8)).readLine();
        assertEquals(TestMain.STARTED, first);
        assertFalse(processesIn(temporary).isEmpty());

        test.destroyForcibly();

        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertEquals(List.of(), processesIn(temporary));
            assertEquals(0, temporary.toFile().list().length);
        });
    }

    /** A test that never ends. */
    static final class TestMain {

        static final String STARTED = "started";

        private TestMain() {}

        public static void main(String[] args) throws Exception {
            var resource = new StackTestResource();
            resource.init(Map.of("kafka", "false"));
            resource.start();
            System.out.println(STARTED);
            new CountDownLatch(1).await();
        }
    }

    private static List<String> processesIn(Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains("-D " + folder))
                .toList();
    }
}
