package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lints the committed documents (API-02) by Spectral, with Zalando's and OWASP's rules, and by Redocly. The tools and their versions stand
 * in {@code system-tests/lint}, with a reason for each rule that is off. Needs Node 20 or newer and its npm.
 */
class LintTest {

    private static final Path LINT = Path.of("lint").toAbsolutePath();
    private static final Path DOCUMENTS = Path.of("../shared-contracts/openapi");
    private static final Path TOPICS =
            Path.of("../shared-contracts/asyncapi/topics.yaml").toAbsolutePath().normalize();

    private record Run(int status, String output) {}

    /** Once for each state of the lock file. */
    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Path installed = LINT.resolve("node_modules/.installed");
        String lock = Files.readString(LINT.resolve("package-lock.json"));
        if (!Files.exists(installed) || !Files.readString(installed).equals(lock)) {
            Run npm = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            assertEquals(0, npm.status(), npm::output);
            Files.writeString(installed, lock);
        }
    }

    @Test
    @DisplayName("API-02: Spectral finds nothing in the documents")
    void spectral() throws IOException, InterruptedException {
        Run lint = spectral("spectral.yaml", documents());

        assertEquals(0, lint.status(), lint::output);
    }

    @Test
    @DisplayName("API-02: Redocly finds nothing in the documents")
    void redocly() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("npx", "--no-install", "redocly", "lint", "--config", "redocly.yaml", "--format", "json"));
        command.addAll(documents());
        Run lint = run(command.toArray(String[]::new));

        assertEquals(0, lint.status(), lint::output);
        long clean = lint.output()
                .lines()
                .map(String::strip)
                .filter(line -> line.equals("\"warnings\": 0,"))
                .count();
        assertEquals(documents().size(), clean, lint::output);
    }

    @Test
    @DisplayName("API-02: what the rules forbid is found, so the tests above can fail")
    void canFail(@TempDir Path folder) throws IOException, InterruptedException {
        Path broken = folder.resolve("broken.yaml");
        Files.writeString(
                broken,
                Files.readString(DOCUMENTS.resolve("lead-service.yaml")).replace("operationId: ", "x-operation: "));

        Run lint = spectral("spectral.yaml", List.of(broken.toString()));

        assertNotEquals(0, lint.status());
        assertTrue(lint.output().contains("operation-operationId"), lint::output);
    }

    @Test
    @DisplayName("API-02: Spectral finds nothing in the document of the topics, and what is wrong in a broken one")
    void topics(@TempDir Path folder) throws IOException, InterruptedException {
        Run lint = spectral("topics.yaml", List.of(TOPICS.toString()));
        assertEquals(0, lint.status(), lint::output);

        Path broken = folder.resolve("broken.yaml");
        Files.writeString(broken, Files.readString(TOPICS).replace("address: \"merge.replies\"", "address: 7"));
        Run found = spectral("topics.yaml", List.of(broken.toString()));
        assertNotEquals(0, found.status());
        assertTrue(found.output().contains("asyncapi-3-document"), found::output);
    }

    private static Run spectral(String rules, List<String> documents) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("npx", "--no-install", "spectral", "lint", "--ruleset", rules, "--fail-severity", "warn"));
        command.addAll(documents);
        return run(command.toArray(String[]::new));
    }

    private static List<String> documents() throws IOException {
        try (Stream<Path> files = Files.list(DOCUMENTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(file -> file.toAbsolutePath().normalize().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Run run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(LINT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        } catch (IOException e) {
            throw new IOException(
                    "linting needs Node 20 or newer with npm (on Debian: apt-get install nodejs npm): "
                            + e.getMessage(),
                    e);
        }
    }
}
