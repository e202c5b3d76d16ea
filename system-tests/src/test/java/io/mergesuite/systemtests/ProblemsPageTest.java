package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/problems.md} equal to the code (API-03): its first table is made from the enums of problems; the second, of the codes
 * within answers, is written by hand, and has to name each code that the code gives. To write the first anew: run this test with
 * {@code -Dwrite-problems=true}.
 */
class ProblemsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/problems.md");
    private static final String TABLE =
            "| code | status | title | when, and what to do | who |\n|---|---|---|---|---|\n";
    private static final String WITHIN = "\n## Codes within answers\n";
    private static final Set<String> NO_SERVICES = Set.of("local-stack", "shared-normalisation", "system-tests");

    private static final Pattern PROBLEMS =
            Pattern.compile("(?m)^(?:public )?enum \\w+ implements ProblemType \\{(.*?\"\\));", Pattern.DOTALL);
    private static final Pattern PROBLEM = Pattern.compile(
            "(?:/\\*\\*((?:(?!\\*/).)*)\\*/)?\\s*\\b([A-Z][A-Z_0-9]*)\\((\\d{3}), \"([^\"]+)\"\\)", Pattern.DOTALL);

    /** Something in balanced brackets, as far as Java statements of this project nest them. */
    private static final String ARGUMENT = "(?:[^(),\"]|\"[^\"]*\"|\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\))*";

    private static final String CODE = "\"([a-z]+(?:-[a-z]+)*)\"";
    private static final List<Pattern> GIVEN = List.of(
            Pattern.compile("(?:\\bat|atParameter|new Flaw|wrong|[rR]ejected|invalid)\\(" + ARGUMENT + ",\\s*" + CODE),
            Pattern.compile("\\bflaw\\((?:\\s*\\w+,)+\\s*" + CODE),
            Pattern.compile("(?:broken|fail|Refused)\\(\\s*" + CODE),
            Pattern.compile("invalid\\(" + ARGUMENT + "\\? " + CODE + " : " + CODE),
            Pattern.compile("case \"[^;]*\" -> " + CODE + ";"),
            Pattern.compile("static final String [A-Z]+_[A-Z_]+ = \"((?:merge|participant|aborted)-[a-z-]+)\";"),
            Pattern.compile("(?m)^        [A-Z_]+\\(" + CODE + "\\)[,;]"));
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(?:/\\*)?\\*.*$");
    private static final Pattern WRITTEN = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

    private record Row(String code, String cells) {}

    @Test
    @DisplayName("API-03: docs/problems.md lists every problem with status, title, and what to do")
    void pageIsTheCode() throws IOException {
        String page = Files.readString(PAGE);
        String table = table();
        int begin = page.indexOf(TABLE);
        int end = page.indexOf(WITHIN);
        assertTrue(begin > 0 && end > begin, "the page has its two parts");
        if (Boolean.getBoolean("write-problems")) {
            page = page.substring(0, begin) + table + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(WITHIN);
        }
        assertEquals(table, page.substring(begin, end));
        assertTrue(table.contains("| `customer-in-merge` | 409 |"), "the pattern finds problems");
    }

    @Test
    @DisplayName("API-03: problems of one code and status have one title, whichever service gives them")
    void titlesAreTheSame() throws IOException {
        Map<String, Set<String>> titles = new TreeMap<>();
        for (Row row : problems().toList()) {
            String[] cells = row.cells().split(" \\| ", -1);
            titles.computeIfAbsent(cells[0] + " " + cells[1], each -> new TreeSet<>())
                    .add(cells[2]);
        }
        titles.values().removeIf(each -> each.size() == 1);

        assertEquals(Map.of(), titles);
    }

    @Test
    @DisplayName("API-03: docs/problems.md names every code of errors, import lines and merges, and no other")
    void codesWithinAnswersAreTheCode() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> written = new TreeSet<>();
        page.substring(page.indexOf(WITHIN))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> WRITTEN.matcher(line.substring(0, line.indexOf(" | ")))
                        .results()
                        .forEach(code -> written.add(code.group(1))));
        Set<String> given = new TreeSet<>();
        for (Path source : sources()) {
            String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
            for (Pattern pattern : GIVEN) {
                pattern.matcher(code)
                        .results()
                        .flatMap(ProblemsPageTest::groups)
                        .forEach(given::add);
            }
        }
        Set<String> problems = problems().map(Row::code).collect(Collectors.toSet());
        written.removeAll(problems);
        given.removeAll(problems);

        assertEquals(String.join("\n", given), String.join("\n", written));
        assertTrue(
                given.containsAll(Set.of("wrong-length", "wrong-type", "no-date", "merge-expired")), given::toString);
    }

    private static Stream<String> groups(MatchResult found) {
        return Stream.iterate(1, group -> group <= found.groupCount(), group -> group + 1)
                .map(found::group)
                .filter(group -> group != null);
    }

    private static String table() throws IOException {
        return TABLE + problems().map(Row::cells).sorted().collect(Collectors.joining());
    }

    private static Stream<Row> problems() throws IOException {
        return sources().stream().flatMap(ProblemsPageTest::problems);
    }

    private static Stream<Row> problems(Path source) {
        Matcher problems = PROBLEMS.matcher(read(source));
        if (!problems.find()) {
            return Stream.empty();
        }
        String module = ROOT.relativize(source).getName(0).toString();
        String who = switch (module) {
            case "shared-api" -> "all";
            case "shared-messaging" -> "operations of messages";
            case "shared-imports" -> "imports";
            case "shared-merging" -> "orders, leads, blacklist";
            default -> module;
        };
        return PROBLEM.matcher(problems.group(1)).results().map(found -> {
            String code = found.group(2).toLowerCase(Locale.ROOT).replace('_', '-');
            assertTrue(
                    found.group(1) != null, () -> source + ": say of " + found.group(2) + " when it comes, what to do");
            return new Row(
                    code,
                    "| `%s` | %s | %s | %s | %s |\n"
                            .formatted(code, found.group(3), found.group(4), plain(found.group(1)), who));
        });
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.filter(
                            module -> !NO_SERVICES.contains(module.getFileName().toString()))
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ProblemsPageTest::javaFiles)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Javadoc comment as a line of Markdown. */
    private static String plain(String comment) {
        return comment.replaceAll("(?m)^\\s*\\* ?", "")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }
}
