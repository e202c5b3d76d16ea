package io.mergesuite.systemtests.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table that a person reads, and the JSON with all that stands behind it. */
final class Report {

    private final List<Map<String, Object>> figures = new ArrayList<>();
    private final Map<String, Object> setting = new LinkedHashMap<>();

    void setting(String name, Object value) {
        setting.put(name, value);
    }

    /**
     * @param value what was measured, in the unit of the aims
     * @param first the first aim as written, such as {@code >= 0.3}
     * @param met whether the first aim was met
     * @param details all that a reader may ask for
     */
    void figure(String id, String what, double value, String first, boolean met, Map<String, Object> details) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("id", id);
        figure.put("what", what);
        figure.put("value", value);
        figure.put("first", first);
        figure.put("met", met);
        figure.put("details", details);
        figures.add(figure);
        System.out.println(row(figure));
        details.forEach((name, detail) -> System.out.printf("       %s: %s%n", name, detail));
    }

    private static String row(Map<String, Object> figure) {
        return String.format(
                Locale.ROOT,
                "%-4s %-74s %10.3f  %-8s %s",
                figure.get("id"),
                figure.get("what"),
                (Double) figure.get("value"),
                figure.get("first"),
                (Boolean) figure.get("met") ? "met" : "MISSED");
    }

    void print() {
        System.out.println();
        System.out.printf(Locale.ROOT, "%-4s %-74s %10s  %-8s%n", "id", "figure", "measured", "first");
        figures.forEach(figure -> System.out.println(row(figure)));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        SuiteClient.JSON
                .copy()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), Map.of("setting", setting, "figures", figures));
        System.out.println("written: " + file);
    }
}
