package io.mergesuite.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The environment variables that a built service takes: the suite's own settings by docs/settings.md, which a test holds equal to the
 * code; Quarkus' by what the extensions in the service's program tell of themselves; those of Kafka's clients by their classes.
 */
final class KnownSettings {

    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final Pattern OWN = Pattern.compile("(?m)^\\| `(suite\\.[\\w.-]+)` \\|");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The variables, each with the phase in which it is read. */
    private final Map<String, String> phases = new HashMap<>();

    private KnownSettings() {}

    static KnownSettings of(String service) throws IOException {
        KnownSettings known = new KnownSettings();
        OWN.matcher(Files.readString(ComposeFile.ROOT.resolve("docs/settings.md")))
                .results()
                .forEach(found -> known.phases.put(variable(found.group(1)), "RUN_TIME"));
        Stream.concat(ConsumerConfig.configNames().stream(), ProducerConfig.configNames().stream())
                .forEach(name -> known.phases.put(variable("kafka." + name), "RUN_TIME"));
        // The launcher of Java reads it.
        known.phases.put("JDK_JAVA_OPTIONS", "RUN_TIME");
        for (Path jar : jars(service)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                ZipEntry model = zip.getEntry(MODEL);
                if (model != null) {
                    JSON.readTree(zip.getInputStream(model))
                            .get("configRoots")
                            .forEach(root -> known.add(root.path("items")));
                }
            }
        }
        return known;
    }

    /** Whether a start takes note of it: known, and not fixed by the build. */
    boolean takes(String variable) {
        return phases.getOrDefault(variable, "BUILD_TIME").equals("RUN_TIME");
    }

    private void add(JsonNode items) {
        for (JsonNode item : items) {
            if (item.has("items")) {
                add(item.path("items"));
            }
            if (item.has("path") && item.get("path").has("environmentVariable")) {
                phases.put(
                        item.get("path").get("environmentVariable").asText(),
                        item.path("phase").asText());
            }
        }
    }

    private static List<Path> jars(String service) throws IOException {
        Path libraries = ComposeFile.ROOT.resolve(service).resolve("target/quarkus-app/lib");
        try (Stream<Path> files = Files.walk(libraries)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
