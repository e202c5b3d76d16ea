package io.mergesuite.systemtests.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds of docker-compose.yml, Dockerfile and realm as files (docs/adr/0019-containers.md). ContainersIT shows the rest. */
class ContainersTest {

    private static final Pattern PINNED = Pattern.compile("[a-z0-9/-]+:\\d+\\.\\d+(\\.\\d+)?[\\w.-]*");
    private static final Pattern SECRET = Pattern.compile("\\$\\{\\w+:\\?[^}]+}");
    private static final Set<String> ROOTS = Set.of("", "0", "root", "0:0");

    private final ComposeFile file = ComposeFile.read();

    ContainersTest() throws IOException {}

    @Test
    @DisplayName("docker-compose.yml is what the Compose specification describes")
    void fitsTheSchema() throws IOException {
        assertEquals(List.of(), violations(file.root()));
        assertNotEquals(
                List.of(),
                violations(ComposeFile.of(new StringReader("services: {a: {image: x, memory_limit: 1g}}"))
                        .root()),
                "the schema refuses what it does not know");
    }

    @Test
    @DisplayName("every variable of the five services is a setting that they read when they start")
    void everyVariableIsASetting() throws IOException {
        for (Service service : Service.values()) {
            KnownSettings known = KnownSettings.of(service.id());
            assertFalse(known.takes("QUARKUS_HTTP_PROT"), "a misspelt one is found");
            assertFalse(known.takes("QUARKUS_DATASOURCE_DB_KIND"), "one that the build fixes is found");
            assertEquals(
                    List.of(),
                    file.environment(service.id()).keySet().stream()
                            .filter(name -> !known.takes(name))
                            .toList(),
                    service.id());
        }
    }

    @Test
    @DisplayName(
            "the services have the ports, heaps, databases and roles that they have everywhere, and more memory than heap")
    void sameAsOnOneMachine() throws IOException {
        String databases = Files.readString(ComposeFile.ROOT.resolve("containers/postgresql/databases.sh"));
        int next = 8080;
        for (Service service : Service.values()) {
            Map<String, String> environment = file.environment(service.id());
            assertEquals("-Xmx" + service.heap(), environment.get("JDK_JAVA_OPTIONS"), service.id());
            String port = Integer.toString(next++);
            assertEquals(port, environment.get("QUARKUS_HTTP_PORT"));
            assertEquals(
                    List.of("127.0.0.1:" + port + ":" + port),
                    texts(file.service(service.id()).get("ports")));
            assertEquals(service.database(), environment.get("QUARKUS_DATASOURCE_USERNAME"));
            assertTrue(environment.get("QUARKUS_DATASOURCE_JDBC_URL").endsWith(":5432/" + service.database()));
            assertEquals(
                    environment.get("QUARKUS_DATASOURCE_PASSWORD"),
                    file.environment("postgres").get(service.name() + "_DB_PASSWORD"));
            assertTrue(Pattern.compile("for name in .*\\b" + service.database() + "\\b")
                    .matcher(databases)
                    .find());
            assertEquals(service.id(), environment.get("QUARKUS_OIDC_CLIENT_CLIENT_ID"));
            assertEquals(
                    environment.get("QUARKUS_OIDC_CLIENT_CREDENTIALS_SECRET"),
                    file.environment("keycloak").get(service.name() + "_CLIENT_SECRET"));
            assertTrue(
                    megabytes(file.service(service.id()).get("mem_limit").asText()) >= 2 * megabytes(service.heap()));
        }
    }

    @Test
    @DisplayName("every container is pinned, no root, limited, watched, restarted, and heard on 127.0.0.1 alone")
    void everyContainerIsBounded() {
        assertEquals(8, file.services().size());
        file.services().properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode container = entry.getValue();
            assertTrue(PINNED.matcher(container.path("image").asText()).matches(), name + " has a pinned image");
            assertFalse(ROOTS.contains(container.path("user").asText()), name + " is not root");
            assertEquals(List.of("ALL"), texts(container.path("cap_drop")), name);
            assertEquals(List.of("no-new-privileges:true"), texts(container.path("security_opt")), name);
            assertTrue(container.hasNonNull("mem_limit"), name + " has a limit of memory");
            assertTrue(container.hasNonNull("cpus"), name + " has a limit of processors");
            assertEquals("unless-stopped", container.path("restart").asText(), name);
            assertEquals(
                    "CMD", container.path("healthcheck").path("test").path(0).asText(), name + " has a health check");
            assertFalse(container.path("networks").isEmpty(), name + " is in a network that is named");
            texts(container.path("ports"))
                    .forEach(port -> assertTrue(port.startsWith("127.0.0.1:"), name + " listens at " + port));
        });
        Stream.of(Service.values())
                .forEach(service ->
                        assertTrue(file.service(service.id()).path("read_only").asBoolean()));
        assertTrue(file.root().at("/networks/data/internal").asBoolean(), "databases reach nothing outside");
        assertEquals(List.of("data"), texts(file.service("postgres").get("networks")));
        assertEquals(List.of("data"), texts(file.service("kafka").get("networks")));
    }

    @Test
    @DisplayName("nothing starts before what it needs is healthy")
    void startOrder() {
        for (Service service : Service.values()) {
            JsonNode needs = file.service(service.id()).get("depends_on");
            Set<String> wanted = new TreeSet<>(Set.of("postgres", "kafka", "keycloak"));
            if (service != Service.CUSTOMER_SERVICE) {
                wanted.add("customer-service");
            }
            assertEquals(wanted, names(needs));
        }
        file.services()
                .forEach(container -> container
                        .path("depends_on")
                        .forEach(need -> assertEquals(
                                "service_healthy", need.path("condition").asText())));
    }

    @Test
    @DisplayName(
            "no secret stands in a file: each is required of .env, and .env.example names all of them without a value")
    void noSecrets() throws IOException {
        String text = Files.readString(ComposeFile.ROOT.resolve("docker-compose.yml"));
        List<String> example = Files.readAllLines(ComposeFile.ROOT.resolve(".env.example")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        assertEquals(
                ComposeFile.variables(text),
                example.stream()
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(
                List.of("KEYCLOAK_URL=http://localhost:8180"),
                example.stream().filter(line -> !line.endsWith("=")).toList());
        file.services()
                .properties()
                .forEach(container -> file.environment(container.getKey()).forEach((name, value) -> {
                    if (name.matches(".*(PASSWORD|SECRET|CURSOR_KEY)")) {
                        assertTrue(SECRET.matcher(value).matches(), container.getKey() + ": " + name);
                    }
                }));
    }

    @Test
    @DisplayName("the image holds one built service and runs it as the stack does, as a user that is not root")
    void dockerfile() throws IOException {
        List<String> lines = Files.readAllLines(ComposeFile.ROOT.resolve("Dockerfile"));
        List<String> from =
                lines.stream().filter(line -> line.startsWith("FROM ")).toList();
        assertEquals(1, from.size(), "one stage");
        assertTrue(PINNED.matcher(from.getFirst().substring("FROM ".length())).matches());
        assertTrue(lines.contains("USER 10001:10001"));
        assertTrue(lines.contains("COPY ${SERVICE}/target/quarkus-app/ /app/"));
        assertEquals(
                entryPoint(),
                List.of(
                        "java",
                        "-XX:+UseSerialGC",
                        "-Xss512k",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        "/app/quarkus-run.jar"));
        for (Service service : Service.values()) {
            assertEquals("10001:10001", file.service(service.id()).path("user").asText());
            assertEquals(
                    service.id(),
                    file.service(service.id()).at("/build/args/SERVICE").asText());
            assertTrue(Files.readAllLines(ComposeFile.ROOT.resolve(".dockerignore"))
                    .contains("!" + service.id() + "/target/quarkus-app"));
        }
    }

    @Test
    @DisplayName(
            "SEC-02: the realm knows every permission, gives internal to the services alone, and writes permissions and shops into tokens")
    void realm() throws IOException {
        JsonNode realm = new ObjectMapper()
                .readTree(Files.readString(ComposeFile.ROOT.resolve("containers/keycloak/merge-suite-realm.json")));
        Set<String> permissions = StreamSupport.stream(
                        realm.at("/roles/client/merge-suite").spliterator(), false)
                .map(role -> role.get("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> wanted = new TreeSet<>(Permissions.ALL);
        wanted.add("internal");
        assertEquals(wanted, permissions);

        Set<String> internal = new TreeSet<>();
        realm.get("users").forEach(user -> {
            if (texts(user.at("/clientRoles/merge-suite")).contains("internal")) {
                internal.add(user.get("serviceAccountClientId").asText());
            }
        });
        assertEquals(
                Stream.of(Service.values()).map(Service::id).collect(Collectors.toCollection(TreeSet::new)), internal);

        List<String> withoutClaims = new ArrayList<>();
        for (JsonNode client : realm.get("clients")) {
            String id = client.get("clientId").asText();
            if (!id.equals("merge-suite")) {
                assertEquals(
                        "${" + id.toUpperCase(Locale.ROOT).replace('-', '_') + "_CLIENT_SECRET}",
                        client.get("secret").asText());
                Set<String> claims = new TreeSet<>();
                client.get("protocolMappers")
                        .forEach(mapper -> claims.add(mapper.get("name").asText()));
                if (!claims.containsAll(Set.of("audience", "permissions"))
                        || claims.contains("shops") != id.equals("storefront")) {
                    withoutClaims.add(id);
                }
            }
        }
        assertEquals(List.of(), withoutClaims);
    }

    static List<String> entryPoint() throws IOException {
        String line = Files.readAllLines(ComposeFile.ROOT.resolve("Dockerfile")).stream()
                .filter(candidate -> candidate.startsWith("ENTRYPOINT "))
                .findFirst()
                .orElseThrow();
        return texts(new ObjectMapper().readTree(line.substring("ENTRYPOINT ".length())));
    }

    private static List<String> violations(JsonNode compose) throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree(Files.readString(Path.of("src/test/resources/compose/compose-spec.json")));
        withoutIds(schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                .getSchema(schema)
                .validate(compose)
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** The schema names its parts by a keyword that the version of JSON Schema it asks for does not have. */
    private static void withoutIds(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("id").isTextual()) {
            object.remove("id");
        }
        schema.forEach(ContainersTest::withoutIds);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static int megabytes(String size) {
        return Integer.parseInt(size.substring(0, size.length() - 1)) * (size.endsWith("g") ? 1024 : 1);
    }
}
