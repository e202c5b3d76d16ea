package io.mergesuite.systemtests.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Shows that each mutant dies (R-5): {@code ./suite mutants [NAME…]}. In a worktree of the last commit, which it keeps for the next
 * time ({@code target/mutants/tree}), it first runs all tests that the mutants name, which must pass; then it applies each
 * patch, runs its test, which must fail, and takes the patch back. What does not compile has not died.
 *
 * <p>Ends with 1 if a mutant has survived or can't be judged, a patch fits no more, or a rule has no mutant.
 */
public final class MutantsMain {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private enum Verdict {
        DIED("died"),
        SURVIVED("SURVIVED"),
        NOT_BUILT("NOT BUILT"),
        DOES_NOT_FIT("DOES NOT FIT");

        private final String shown;

        Verdict(String shown) {
            this.shown = shown;
        }
    }

    private final Path project;
    private final Path tree;

    private MutantsMain(Path project) {
        this.project = project;
        this.tree = project.resolve("target/mutants/tree");
    }

    public static void main(String[] arguments) throws Exception {
        if (!new MutantsMain(Path.of("").toAbsolutePath()).run(new TreeSet<>(Arrays.asList(arguments)))) {
            System.exit(1);
        }
    }

    /** @param names or beginnings of names, as a rule is; all mutants if empty */
    private boolean run(Set<String> names) throws Exception {
        List<Mutant> all = Mutants.in(project);
        List<Mutant> chosen = all.stream()
                .filter(mutant -> names.isEmpty()
                        || names.stream().anyMatch(name -> mutant.name().startsWith(name)))
                .toList();
        List<String> flaws = Mutants.flaws(project, all);
        flaws.forEach(System.out::println);
        if (chosen.isEmpty() || !flaws.isEmpty()) {
            System.out.println(chosen.isEmpty() ? "No mutant is named so." : "Nothing was run.");
            return false;
        }
        prepareTree();
        if (!passUnchanged(chosen)) {
            return false;
        }
        System.out.printf("%n%-5s  %-45s  %-66s  %-12s  %s%n", "rule", "mutant", "test", "", "seconds");
        int bad = 0;
        for (Mutant mutant : chosen) {
            long begun = System.nanoTime();
            Verdict verdict = judge(mutant);
            bad += verdict == Verdict.DIED ? 0 : 1;
            System.out.printf(
                    "%-5s  %-45s  %-66s  %-12s  %7.0f%n",
                    mutant.rule(),
                    mutant.name().substring(mutant.rule().length() + 1),
                    mutant.test().substring(mutant.testClass().lastIndexOf('.') + 1),
                    verdict.shown,
                    (System.nanoTime() - begun) / 1e9);
        }
        System.out.printf("%n%d mutants, %d died%n", chosen.size(), chosen.size() - bad);
        return bad == 0;
    }

    private void prepareTree() throws IOException, InterruptedException {
        if (!git(project, "status", "--porcelain", "--untracked-files=no").isBlank()) {
            System.out.println("What is not committed is not looked at.");
        }
        String commit = git(project, "rev-parse", "HEAD").strip();
        if (Files.exists(tree.resolve(".git"))) {
            git(tree, "checkout", "--quiet", "--detach", "--force", commit);
            git(tree, "clean", "--quiet", "-fd");
        } else {
            git(project, "worktree", "prune");
            git(project, "worktree", "add", "--quiet", "--detach", tree.toString(), commit);
        }
    }

    /** Every test that is to fail must pass on the unchanged tree, or its failing would say nothing. */
    private boolean passUnchanged(List<Mutant> mutants) throws Exception {
        var tests = new TreeMap<String, Set<String>>();
        mutants.forEach(mutant -> tests.computeIfAbsent(mutant.testClass(), name -> new TreeSet<>())
                .add(mutant.testMethod()));
        System.out.printf("The tests of %d mutants, on the unchanged tree …%n", mutants.size());
        long begun = System.nanoTime();
        for (Mutant mutant : mutants) {
            Files.deleteIfExists(mutant.report(tree));
        }
        boolean passed = maven(
                "unchanged",
                mutants.stream().map(Mutant::module).distinct().collect(Collectors.joining(",")),
                tests.entrySet().stream()
                        .map(entry -> entry.getKey() + "#" + String.join("+", entry.getValue()))
                        .collect(Collectors.joining(",")));
        var silent = new ArrayList<String>();
        for (Mutant mutant : mutants) {
            if (!ran(mutant)) {
                silent.add(mutant.test());
            }
        }
        if (!passed || !silent.isEmpty()) {
            System.out.println("They must pass, and do not: " + log("unchanged"));
            silent.forEach(test -> System.out.println("did not run: " + test));
            return false;
        }
        System.out.printf("pass, %.0f s%n", (System.nanoTime() - begun) / 1e9);
        return true;
    }

    private Verdict judge(Mutant mutant) throws Exception {
        if (!Mutants.misfit(tree, mutant).isEmpty()) {
            return Verdict.DOES_NOT_FIT;
        }
        git(tree, "apply", mutant.patch().toString());
        try {
            Files.deleteIfExists(mutant.report(tree));
            if (maven(mutant.name(), mutant.module(), mutant.test())) {
                return Verdict.SURVIVED;
            }
            return failed(mutant) ? Verdict.DIED : Verdict.NOT_BUILT;
        } finally {
            git(tree, "checkout", "--quiet", "--force", "--", ".");
        }
    }

    private boolean maven(String name, String modules, String tests) throws IOException, InterruptedException {
        Files.createDirectories(log(name).getParent());
        return Command.succeeds(
                tree,
                log(name),
                LIMIT,
                List.of(
                        tree.resolve("mvnw").toString(),
                        "-B",
                        "--no-transfer-progress",
                        "-pl",
                        modules,
                        "-am",
                        "test",
                        "-Dtest=" + tests,
                        "-Dsurefire.failIfNoSpecifiedTests=false",
                        "-Dspotless.check.skip=true"));
    }

    private Path log(String name) {
        return project.resolve("target/mutants/logs").resolve(name + ".log");
    }

    private boolean ran(Mutant mutant) throws Exception {
        return Files.exists(mutant.report(tree)) && number(mutant, "tests") > number(mutant, "skipped");
    }

    private boolean failed(Mutant mutant) throws Exception {
        return ran(mutant) && number(mutant, "failures") + number(mutant, "errors") > 0;
    }

    private int number(Mutant mutant, String attribute) throws IOException, ParserConfigurationException, SAXException {
        Element suite = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(mutant.report(tree).toFile())
                .getDocumentElement();
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    private static String git(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(Arrays.asList(arguments));
        Command done = Command.run(folder, command.toArray(String[]::new));
        if (done.code() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + done.output());
        }
        return done.output();
    }
}
