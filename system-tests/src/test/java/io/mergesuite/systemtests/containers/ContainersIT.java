package io.mergesuite.systemtests.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.localstack.TestProcesses;
import io.mergesuite.systemtests.suite.FreePorts;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The five services as docker-compose.yml starts them: by the image's entry point, with exactly the environment of the file and watched
 * by its health checks; only names of hosts and ports are those of this machine. PostgreSQL and Kafka are local-stack's; Keycloak is
 * its own distribution with the realm file, so that all tokens, the caller's and the services' own, come by OIDC client credentials (SEC-01).
 */
class ContainersIT {

    private static final int FIRST = FreePorts.first();
    private static final int POSTGRESQL = FIRST + 1000;
    private static final int KAFKA = FIRST + 2000;
    private static final int KEYCLOAK = FIRST + 3000;
    private static final int KEYCLOAK_MANAGEMENT = FIRST + 3001;
    private static final String SHOP = "sample";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestProcesses processes;
    private static StackLayout layout;
    private static Map<String, String> secrets;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        processes = TestProcesses.none();
        layout = new StackLayout(processes.folder(), FIRST);
        ComposeFile file = ComposeFile.read();
        // Given: an .env with a value for each variable
        secrets = ComposeFile.variables(Files.readString(ComposeFile.ROOT.resolve("docker-compose.yml"))).stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> name.equals("KEYCLOAK_URL")
                                ? "http://localhost:" + KEYCLOAK
                                : UUID.randomUUID().toString()));
        Map<String, String> passwords = Stream.of(Service.values())
                .map(Service::database)
                .collect(Collectors.toMap(name -> name, ContainersIT::password));
        passwords.put("keycloak", password("keycloak"));

        // When: everything starts in the order of the file
        processes.postgres(POSTGRESQL, secrets.get("POSTGRES_PASSWORD"), passwords);
        processes.kafka(KAFKA, KAFKA + 1);
        keycloak(file).awaitReady();
        start(file, Service.CUSTOMER_SERVICE).awaitReady();
        List<TestProcesses.Starting> others = new ArrayList<>();
        for (Service service : Service.values()) {
            if (service != Service.CUSTOMER_SERVICE) {
                others.add(start(file, service));
            }
        }
        for (TestProcesses.Starting other : others) {
            other.awaitReady();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (processes != null) {
            processes.close();
        }
    }

    @Test
    @DisplayName(
            "SEC-01: with a token of the storefront's client a merge runs through the five services, which ask each other with their own")
    void mergesThroughAllServices() throws Exception {
        try (SuiteClient storefront = caller(token("storefront"))) {
            // Given
            storefront
                    .put(
                            Service.CUSTOMER_SERVICE,
                            "/v1/customer-settings/" + SHOP,
                            Map.of(
                                    "name",
                                    "Shop",
                                    "timeZone",
                                    "Asia/Tokyo",
                                    "region",
                                    "JP",
                                    "language",
                                    "ja",
                                    "currency",
                                    "JPY"),
                            "If-None-Match",
                            "*")
                    .expect(201);
            String survivor = customer(storefront, "A-1");
            String source = customer(storefront, "A-2");
            // An id that order-service has not seen: it asks customer-service, with a token of its own.
            String order = storefront
                    .post(
                            Service.ORDER_SERVICE,
                            "/v1/orders",
                            Map.of(
                                    "shopId",
                                    SHOP,
                                    "customerId",
                                    source,
                                    "externalRef",
                                    "W-1",
                                    "placedAt",
                                    "2026-11-01T09:30:00Z",
                                    "currency",
                                    "JPY",
                                    "lines",
                                    List.of(Map.of("sku", "TEA-1", "name", "緑茶", "quantity", 2, "unitPrice", 1200))))
                    .expect(201)
                    .get("id")
                    .asText();

            // When
            JsonNode merge = storefront
                    .post(
                            Service.MERGE_ORCHESTRATOR,
                            "/v1/merges",
                            Map.of("survivorId", survivor, "sourceIds", List.of(source), "reason", "same person"),
                            "Prefer",
                            "wait=30")
                    .expect(201);

            // Then
            assertEquals("COMPLETED", merge.get("state").asText());
            JsonNode moved =
                    storefront.get(Service.ORDER_SERVICE, "/v1/orders/" + order).expect(200);
            assertEquals(survivor, moved.get("customerId").asText());
            assertEquals(source, moved.get("formerCustomerId").asText());
            SuiteClient.Answer redirect = storefront.get(Service.CUSTOMER_SERVICE, "/v1/customers/" + source);
            assertEquals(307, redirect.status());
        }
    }

    @Test
    @DisplayName(
            "SEC-02, SEC-03: what a token of the realm does not say is refused: no token, another's signature, a shop or a permission")
    void refusesWhatTheTokenDoesNotSay() throws Exception {
        String token = token("storefront");
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(342);
        String customers = "/v1/customers?shopId=" + SHOP;
        try (SuiteClient nobody = caller("");
                SuiteClient forger = caller(forged);
                SuiteClient service = caller(token("order-service"));
                SuiteClient storefront = caller(token)) {
            assertEquals(401, nobody.get(Service.CUSTOMER_SERVICE, customers).status());
            assertEquals(401, forger.get(Service.CUSTOMER_SERVICE, customers).status());
            assertEquals(403, service.get(Service.CUSTOMER_SERVICE, customers).status());
            assertEquals(
                    404,
                    storefront
                            .get(Service.CUSTOMER_SERVICE, "/v1/customer-settings/elsewhere")
                            .status());
        }
    }

    private static TestProcesses.Starting keycloak(ComposeFile file) throws IOException {
        String folder = "target/keycloak/keycloak-" + System.getProperty("keycloak.version");
        Path home = Path.of(folder).toAbsolutePath();
        Path realms = Files.createDirectories(home.resolve("data/import"));
        Path realm = Path.of("containers/keycloak/merge-suite-realm.json");
        Files.write(realms.resolve(realm.getFileName()), Files.readAllBytes(ComposeFile.ROOT.resolve(realm)));
        List<String> command =
                new ArrayList<>(List.of("/bin/bash", home.resolve("bin/kc.sh").toString()));
        file.service("keycloak").get("command").forEach(argument -> command.add(argument.asText()));
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = here(file.environment("keycloak", secrets));
        environment.put("KC_HTTP_HOST", "127.0.0.1");
        environment.put("KC_HTTP_PORT", Integer.toString(KEYCLOAK));
        environment.put("KC_HTTP_MANAGEMENT_PORT", Integer.toString(KEYCLOAK_MANAGEMENT));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        replace(process, environment);
        List<String> check = check(file, "keycloak").stream()
                .map(part -> part.replace("/dev/tcp/127.0.0.1/9000", "/dev/tcp/127.0.0.1/" + KEYCLOAK_MANAGEMENT))
                .toList();
        return processes.start("keycloak", process, () -> healthy(check, environment));
    }

    private static TestProcesses.Starting start(ComposeFile file, Service service) throws IOException {
        Path program = ComposeFile.ROOT
                .resolve(service.id())
                .resolve("target/quarkus-app")
                .toAbsolutePath();
        List<String> command = ContainersTest.entryPoint().stream()
                .map(part -> part.equals("java")
                        ? Path.of(System.getProperty("java.home"), "bin/java").toString()
                        : part)
                .map(part -> part.replace("/app/", program + "/"))
                .collect(Collectors.toCollection(ArrayList::new));
        Map<String, String> environment = here(file.environment(service.id(), secrets));
        environment.put(
                "QUARKUS_HTTP_PORT", Integer.toString(layout.uri(service).getPort()));
        environment.computeIfPresent(
                "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY",
                (name, folder) ->
                        processes.folder().resolve(service.id() + "-uploads").toString());
        ProcessBuilder process = new ProcessBuilder(command);
        replace(process, environment);
        List<String> check = check(file, service.id());
        return processes.start(service.id(), process, () -> healthy(check, environment));
    }

    /** The environment with the addresses of this machine. */
    private static Map<String, String> here(Map<String, String> environment) {
        Map<String, String> here = new TreeMap<>(environment);
        here.replaceAll((name, value) -> value.replace("postgres:5432", "127.0.0.1:" + POSTGRESQL)
                .replace("kafka:9092", "127.0.0.1:" + KAFKA)
                .replace("keycloak:8080", "127.0.0.1:" + KEYCLOAK)
                .replace("0.0.0.0", "127.0.0.1"));
        for (Service service : Service.values()) {
            String address = layout.uri(service).getAuthority();
            here.replaceAll((name, value) -> value.replaceAll("//" + service.id() + ":\\d+", "//" + address));
        }
        return here;
    }

    /** Nothing of this process' own environment goes to the other but where programs are found. */
    private static void replace(ProcessBuilder process, Map<String, String> environment) {
        process.environment().keySet().removeIf(name -> !name.equals("PATH"));
        process.environment().putAll(environment);
    }

    private static List<String> check(ComposeFile file, String service) {
        List<String> command = new ArrayList<>();
        file.service(service)
                .at("/healthcheck/test")
                .forEach(part -> command.add(part.asText().replace("$$", "$")));
        return command.subList(1, command.size());
    }

    private static boolean healthy(List<String> check, Map<String, String> environment) {
        try {
            ProcessBuilder command =
                    new ProcessBuilder(check).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            replace(command, environment);
            Process process = command.start();
            boolean ended = process.waitFor(5, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String password(String role) {
        return secrets.get(role.toUpperCase(Locale.ROOT) + "_DB_PASSWORD");
    }

    /** A token as a client of the realm gets it: by client credentials. */
    private static String token(String client) throws IOException, InterruptedException {
        String secret = secrets.get(client.toUpperCase(Locale.ROOT).replace('-', '_') + "_CLIENT_SECRET");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + KEYCLOAK
                                    + "/realms/merge-suite/protocol/openid-connect/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            return JSON.readTree(answer.body()).get("access_token").asText();
        }
    }

    private static SuiteClient caller(String token) {
        return new SuiteClient(layout, token, Duration.ofSeconds(60));
    }

    private static String customer(SuiteClient storefront, String externalRef)
            throws IOException, InterruptedException {
        return storefront
                .post(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers",
                        Map.of(
                                "shopId", SHOP,
                                "kind", "INDIVIDUAL",
                                "externalRef", externalRef,
                                "familyName", "山田",
                                "givenName", "花子"))
                .expect(201)
                .get("id")
                .asText();
    }
}
