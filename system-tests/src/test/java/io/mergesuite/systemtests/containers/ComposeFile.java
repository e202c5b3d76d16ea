package io.mergesuite.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The project's docker-compose.yml, as Compose reads it: anchors merged; {@code ${X:?why}}, {@code ${X:-otherwise}} and {@code $$}
 * replaced when asked for.
 */
record ComposeFile(JsonNode root) {

    static final Path ROOT = Path.of("..");

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\$)|\\{(\\w+)(?::([?-])([^}]*))?})");

    static ComposeFile read() throws IOException {
        try (Reader reader = Files.newBufferedReader(ROOT.resolve("docker-compose.yml"))) {
            return of(reader);
        }
    }

    static ComposeFile of(Reader reader) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        return new ComposeFile(new ObjectMapper().valueToTree(tree));
    }

    JsonNode services() {
        return root.get("services");
    }

    JsonNode service(String name) {
        return Objects.requireNonNull(services().get(name), name);
    }

    /** A service's environment as it is written. */
    Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        service(service)
                .path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        return environment;
    }

    /**
     * A service's environment as its container gets it.
     *
     * @param given the variables of {@code .env}
     * @throws IllegalArgumentException when a required one is missing or empty
     */
    Map<String, String> environment(String service, Map<String, String> given) {
        Map<String, String> environment = environment(service);
        environment.replaceAll((name, value) -> interpolate(value, given));
        return environment;
    }

    /** All variables that the file takes from {@code .env}. */
    static Set<String> variables(String text) {
        Set<String> names = new TreeSet<>();
        VARIABLE.matcher(text)
                .results()
                .filter(found -> found.group(2) != null)
                .forEach(found -> names.add(found.group(2)));
        return names;
    }

    private static String interpolate(String value, Map<String, String> given) {
        return VARIABLE.matcher(value).replaceAll(found -> Matcher.quoteReplacement(replacement(found, given)));
    }

    private static String replacement(MatchResult found, Map<String, String> given) {
        if (found.group(1) != null) {
            return "$";
        }
        String value = given.getOrDefault(found.group(2), "");
        if (!value.isEmpty()) {
            return value;
        }
        if ("-".equals(found.group(3))) {
            return found.group(4);
        }
        throw new IllegalArgumentException("required variable " + found.group(2) + " is missing: " + found.group(4));
    }
}
