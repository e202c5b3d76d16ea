package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/settings.md} equal to the settings interfaces, so that no default changes unseen. To write it anew: run this test
 * with {@code -Dwrite-settings=true}.
 */
class SettingsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/settings.md");

    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/((?:\\s*@\\w+(?:\\([^)]*\\))?)*)\\s*([\\w<>]+) (\\w+)\\(\\);", Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");
    private static final Pattern BOUND = Pattern.compile("@(Min|Max)\\(([\\d_]+)\\)");

    private record Setting(String name, String value, String what) {}

    @Test
    @DisplayName("docs/settings.md names every setting with its default")
    void pageIsTheCode() throws IOException {
        String page = page();
        if (Boolean.getBoolean("write-settings")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(Files.readString(PAGE), page);
        assertTrue(page.contains("| `suite.merge.prepare-timeout` | 60s |"), "the pattern finds settings");
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Settings

                What can be set beside Quarkus' own settings: as a property, or as an environment variable (`SUITE_MERGE_PREPARE_TIMEOUT`). Made from the
                code; a test fails when this page and the code differ. Times are written `250ms`, `60s`, `2m`, `1h`, `14d`, or as ISO 8601 (`PT1M`); sizes `512K`, `4M`.
                """);
        for (Path source : sources()) {
            String code = Files.readString(source);
            Matcher prefix = PREFIX.matcher(code);
            if (prefix.find()) {
                page.append("\n## ")
                        .append(ROOT.relativize(source).getName(0))
                        .append(": `")
                        .append(prefix.group(1))
                        .append("`\n\n| setting | default | what |\n|---|---|---|\n");
                settings(prefix.group(1), code.substring(prefix.end()))
                        .forEach(setting -> page.append(
                                "| `%s` | %s | %s |\n".formatted(setting.name(), setting.value(), setting.what())));
            }
        }
        return page.toString();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SettingsPageTest::javaFiles)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith("Settings.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Setting> settings(String prefix, String code) {
        return SETTING.matcher(code).results().map(found -> {
            Matcher value = DEFAULT.matcher(found.group(2));
            String bounds = BOUND.matcher(found.group(2))
                    .results()
                    .map(bound -> (bound.group(1).equals("Min") ? "at least " : "at most ")
                            + bound.group(2).replace("_", ""))
                    .collect(Collectors.joining(", "));
            return new Setting(
                    prefix + "." + kebab(found.group(4)),
                    value.find() ? value.group(1) : "none",
                    plain(found.group(1)) + (bounds.isEmpty() ? "" : " (" + bounds + ")"));
        });
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** A Javadoc comment as a line of Markdown. */
    private static String plain(String comment) {
        return comment.replaceAll("(?m)^\\s*\\* ?", "")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@(?:link|value) #?([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }
}
