package io.mergesuite.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a stack lies on this machine, where it listens, and what opens it. The ports and folders are fixed, so that whoever knows
 * the layout finds a stack that another process started.
 */
public final class StackLayout {

    static final String DATA = "SUITE_DATA";
    static final String PORT = "SUITE_PORT";
    static final String POSTGRESQL_PORT = "SUITE_POSTGRESQL_PORT";
    static final String KAFKA_PORT = "SUITE_KAFKA_PORT";

    /** What only the launcher reads; the services, whose settings start with the same word, do not get it. */
    static final List<String> LAUNCHER_VARIABLES = List.of(DATA, PORT, POSTGRESQL_PORT, KAFKA_PORT);

    private static final int FIRST_PORT = 8080;
    private static final int POSTGRESQL_OFFSET = 1000;
    private static final int KAFKA_OFFSET = 2000;

    private final Path data;
    private final int firstPort;
    private final int postgresqlPort;
    private final int kafkaPort;

    /**
     * A stack in a folder, on ports counted from the first one: services 0 to 4, PostgreSQL 1000, Kafka 2000 and 2001.
     *
     * @param data made when it isn't there
     */
    public StackLayout(Path data, int firstPort) {
        this(data, firstPort, firstPort + POSTGRESQL_OFFSET, firstPort + KAFKA_OFFSET);
    }

    private StackLayout(Path data, int firstPort, int postgresqlPort, int kafkaPort) {
        this.data = data.toAbsolutePath().normalize();
        this.firstPort = firstPort;
        this.postgresqlPort = postgresqlPort;
        this.kafkaPort = kafkaPort;
    }

    /**
     * The layout that the environment tells: {@code SUITE_DATA} (default {@code .suite} in the project), {@code SUITE_PORT}
     * (default 8080), {@code SUITE_POSTGRESQL_PORT} and {@code SUITE_KAFKA_PORT} (counted from {@code SUITE_PORT} unless set).
     *
     * @throws IllegalArgumentException when a port is none; says which
     */
    public static StackLayout of(Map<String, String> environment) throws IOException {
        String data = environment.getOrDefault(DATA, "");
        int first = port(environment, PORT, FIRST_PORT);
        return new StackLayout(
                data.isBlank() ? Java.project().resolve(".suite") : Path.of(data),
                first,
                port(environment, POSTGRESQL_PORT, first + POSTGRESQL_OFFSET),
                port(environment, KAFKA_PORT, first + KAFKA_OFFSET));
    }

    private static int port(Map<String, String> environment, String variable, int otherwise) {
        String value = environment.getOrDefault(variable, "");
        try {
            int port = value.isBlank() ? otherwise : Integer.parseInt(value.strip());
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(
                        variable + " leads to port " + port + ", which is outside 1 to 65535");
            }
            return port;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(variable + " must be a port, not '" + value + "'", e);
        }
    }

    /** The folder with all that the stack stores. */
    public Path data() {
        return data;
    }

    /** Where a service listens, without a path. */
    public URI uri(Service service) {
        return URI.create("http://127.0.0.1:" + port(service));
    }

    int port(Service service) {
        return firstPort + service.portOffset();
    }

    /** The database of a service; its role is {@link Service#database()}, its password {@link #databasePassword}. */
    public String jdbcUrl(Service service) {
        return EmbeddedPostgres.jdbcUrl(postgresqlPort, service.database());
    }

    /** The password of the role that owns a service's database. */
    public String databasePassword(Service service) {
        return secret(service.database() + ".password");
    }

    /**
     * Has the running PostgreSQL write to disk what it holds in memory, so that who measures does not pay for what came before. The
     * services' roles may not.
     */
    public void checkpoint() throws SQLException {
        postgres(Purpose.WORK).checkpoint();
    }

    /** Where Kafka listens. */
    public String bootstrapServers() {
        return kafka(Purpose.WORK).bootstrapServers();
    }

    /** The running process of {@code postgresql}, {@code kafka} or a {@link Service#id()}, whoever started it. */
    public Optional<ProcessHandle> process(String part) {
        return new PidFile(run().resolve(part + ".pid")).process();
    }

    /** What a part has printed. */
    public Path log(String part) {
        return data.resolve("logs").resolve(part + ".log");
    }

    /** A bearer token of this stack's own key (SEC-02). */
    public String mint(String subject, Collection<String> shops, Collection<String> permissions, Instant expiresAt) {
        return localKey().mint(subject, shops, permissions, expiresAt);
    }

    LocalKey localKey() {
        try {
            return LocalKey.readOrMake(secrets().resolve("local-key.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException("The local key cannot be read: " + e.getMessage(), e);
        }
    }

    String cursorKey() {
        return secret("cursor.key");
    }

    /** What the services need before they start. */
    List<Part> foundations(Purpose purpose) {
        return List.of(postgres(purpose), kafka(purpose));
    }

    List<ServiceProcess> services(Purpose purpose) {
        return Stream.of(Service.values())
                .map(service -> new ServiceProcess(service, this, purpose))
                .toList();
    }

    EmbeddedPostgres postgres(Purpose purpose) {
        return new EmbeddedPostgres(
                data.resolve("postgresql"),
                postgresqlPort,
                purpose,
                secret("postgresql.password"),
                Stream.of(Service.values()).collect(Collectors.toMap(Service::database, this::databasePassword)));
    }

    EmbeddedKafka kafka(Purpose purpose) {
        return new EmbeddedKafka(data.resolve("kafka"), kafkaPort, kafkaPort + 1, purpose);
    }

    /** Process ids and the lock of the one supervisor. */
    Path run() {
        return data.resolve("run");
    }

    void makeFolders() throws IOException {
        Files.createDirectories(run());
        Files.createDirectories(data.resolve("logs"));
    }

    /** Forgets all that is stored, and nothing that isn't the stack's. Secrets stay, so that tokens go on working. */
    void clear() throws IOException {
        Folders.delete(data.resolve("postgresql"));
        Folders.delete(data.resolve("kafka"));
        Folders.delete(data.resolve("logs"));
    }

    private String secret(String name) {
        try {
            return Secrets.readOrMake(secrets().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("The secret " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Path secrets() throws IOException {
        Path secrets = data.resolve("secrets");
        if (!Files.isDirectory(secrets)) {
            Files.createDirectories(data);
            Files.createDirectory(
                    secrets, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return secrets;
    }
}
