package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/settings.md} equal to the settings that the code reads, so that no default changes unseen: those of the settings
 * interfaces, and those that Quarkus' own settings are made of. To write it anew: run this test with {@code -Dwrite-settings=true}.
 */
class SettingsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/settings.md");
    private static final Path SHARED = Path.of("shared-api/src/main/resources/META-INF/microprofile-config.properties");

    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/((?:\\s*@\\w+(?:\\([^)]*\\))?)*)\\s*([\\w<>]+) (\\w+)\\(\\);", Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"([^\"]*)\"\\)");
    private static final Pattern BOUND = Pattern.compile("@(Min|Max)\\(([\\d_]+)\\)");

    /** One that a setting of Quarkus is made of, with the comment above it. */
    private static final Pattern EXPRESSION =
            Pattern.compile("((?:^#.*\\n)*)^[\\w.\\-%]+=.*\\$\\{(suite\\.[\\w.-]+)(?::([^}]*))?}", Pattern.MULTILINE);

    /** Every way in which code names a setting that it reads. */
    private static final Pattern READ = Pattern.compile(
            "@ConfigProperty\\(\\s*name = \"(suite\\.[^\"]+)\"|\"\\$?\\{(suite\\.[\\w.-]+)|etValue\\(\\s*\"(suite\\.[^\"]+)\"");

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

    @Test
    @DisplayName("no setting is read that the page does not name, wherever it is read")
    void everySettingReadIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> read = new TreeSet<>();
        for (Path source : files("src/main", ".java")) {
            READ.matcher(Files.readString(source))
                    .results()
                    .forEach(found -> read.add(Stream.of(found.group(1), found.group(2), found.group(3))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow()));
        }
        for (Path source : files("src/main/resources", ".properties")) {
            EXPRESSION.matcher(Files.readString(source)).results().forEach(found -> read.add(found.group(2)));
        }
        assertTrue(
                read.containsAll(Set.of("suite.merge.sweep-interval", "suite.customer-service.url")),
                () -> "the patterns find too little: " + read);
        assertEquals(
                List.of(),
                read.stream()
                        .filter(name -> !page.contains("| `" + name + "` |"))
                        .toList());
    }

    @Test
    @DisplayName("what all services share stands in one file: no service sets the same once more")
    void servicesRepeatNothing() throws IOException {
        Properties shared = new Properties();
        try (Reader reader = Files.newBufferedReader(ROOT.resolve(SHARED))) {
            shared.load(reader);
        }
        List<String> repeated = new ArrayList<>();
        for (Path file : files("src/main/resources", ".properties")) {
            if (!file.endsWith(SHARED)) {
                Properties own = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    own.load(reader);
                }
                own.stringPropertyNames().stream()
                        .filter(shared::containsKey)
                        .filter(name -> !name.equals("config_ordinal"))
                        .forEach(name -> repeated.add(ROOT.relativize(file) + ": " + name));
            }
        }
        assertTrue(shared.containsKey("quarkus.datasource.db-kind"), "the shared file is found");
        assertEquals(List.of(), repeated);
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Settings

                What can be set beside Quarkus' own settings: as a property, or as an environment variable (`SUITE_MERGE_PREPARE_TIMEOUT`). Made from the
                code; a test fails when this page and the code differ. Times are written `250ms`, `60s`, `2m`, `1h`, `14d`, or as ISO 8601 (`PT1M`); sizes `512K`, `4M`.
                """);
        for (Path source : files("src/main/resources", ".properties")) {
            EXPRESSION
                    .matcher(Files.readString(source))
                    .results()
                    .forEach(found -> page.append("""

                            ## %s: `%s`

                            | setting | default | what |
                            |---|---|---|
                            | `%s` | %s | %s |
                            """.formatted(
                                    ROOT.relativize(source).getName(0),
                                    found.group(2).substring(0, found.group(2).lastIndexOf('.')),
                                    found.group(2),
                                    Objects.requireNonNullElse(found.group(3), "none"),
                                    found.group(1).replaceAll("(?m)^# ?", "").strip())));
        }
        for (Path source : files("src/main/java", "Settings.java")) {
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

    /** The files of all modules below this folder whose names end like this, in the order of their paths. */
    private static List<Path> files(String folder, String end) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(module -> below(module, end))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> below(Path folder, String end) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).toList().stream();
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
