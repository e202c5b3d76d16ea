package io.mergesuite.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

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
}
