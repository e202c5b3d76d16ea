package io.mergesuite.systemtests.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patch in the format of git that breaks a rule; its first lines say which one, how, and what must fail of it:
 *
 * <pre>
 * Rule: SG-01
 * Mutant: resolve looks at the end of the redirects without locking it
 * Module: shared-merging
 * Test: io.mergesuite.merging.RedirectRaceIT#anOrderThatIsBeingWrittenIsMoved
 * </pre>
 *
 * @param name the file's name without {@code .patch}; begins with the rule
 * @param module the module of the test; the code that is broken may be in one it depends on
 */
record Mutant(Path patch, String name, String rule, String what, String module, String testClass, String testMethod) {

    private static final String SUFFIX = ".patch";
    private static final Pattern CITED = Pattern.compile("([A-Z]{2})-(\\d{2})(?: to (?:\\1-)?(\\d{2}))?");

    /** @throws IllegalArgumentException if a line of the header is missing or malformed */
    static Mutant of(Path patch) {
        String text = read(patch);
        String name = patch.getFileName().toString();
        String test = header(patch, text, "Test");
        int hash = test.indexOf('#');
        if (hash < 0) {
            throw new IllegalArgumentException(patch + ": the test is Class#method, not " + test);
        }
        Mutant mutant = new Mutant(
                patch,
                name.substring(0, name.length() - SUFFIX.length()),
                header(patch, text, "Rule"),
                header(patch, text, "Mutant"),
                header(patch, text, "Module"),
                test.substring(0, hash),
                test.substring(hash + 1));
        if (!mutant.name().startsWith(mutant.rule() + "-")) {
            throw new IllegalArgumentException(patch + ": the name begins with the rule, " + mutant.rule());
        }
        return mutant;
    }

    static boolean isPatch(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /** The test for Surefire. */
    String test() {
        return testClass + "#" + testMethod;
    }

    /** Where Surefire says how the test went. */
    Path report(Path tree) {
        return tree.resolve(module).resolve("target/surefire-reports/TEST-" + testClass + ".xml");
    }

    /** Why the test can't speak for the rule: it is not there, or neither it nor its class cites the rule. */
    Optional<String> flaw(Path tree) {
        Path source = tree.resolve(module).resolve("src/test/java").resolve(testClass.replace('.', '/') + ".java");
        if (!Files.exists(source)) {
            return Optional.of("there is no " + tree.relativize(source));
        }
        String text = read(source);
        Matcher method = Pattern.compile("\\bvoid " + testMethod + "\\(").matcher(text);
        if (!method.find()) {
            return Optional.of(testClass + " has no test " + testMethod);
        }
        // What stands above the class, and what stands above the method: from the last empty line on.
        String aboveClass = text.substring(
                0, text.indexOf(" " + source.getFileName().toString().replace(".java", " ")));
        String aboveMethod = text.substring(text.lastIndexOf("\n\n", method.start()), method.start());
        return rulesIn(aboveClass + aboveMethod).contains(rule)
                ? Optional.empty()
                : Optional.of(test() + " does not cite " + rule);
    }

    /** Every rule that a text names; {@code CM-07 to CM-09} names three. */
    static Set<String> rulesIn(String text) {
        Set<String> rules = new HashSet<>();
        Matcher cited = CITED.matcher(text);
        while (cited.find()) {
            int first = Integer.parseInt(cited.group(2));
            int last = cited.group(3) == null ? first : Integer.parseInt(cited.group(3));
            for (int number = first; number <= last; number++) {
                rules.add("%s-%02d".formatted(cited.group(1), number));
            }
        }
        return rules;
    }

    private static String header(Path patch, String text, String key) {
        Matcher line = Pattern.compile("^" + key + ": (.+)$", Pattern.MULTILINE).matcher(text);
        if (!line.find()) {
            throw new IllegalArgumentException(patch + " has no line '" + key + ": …'");
        }
        return line.group(1).strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
