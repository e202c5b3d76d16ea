package io.mergesuite.systemtests.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The patches in {@code system-tests/mutants}, and the rules each of which must have one. */
final class Mutants {

    /** The SG and CM rules of R-5 that are built. */
    static final List<String> RULES = List.of(
            "SG-01", "SG-02", "SG-03", "SG-05", "SG-06", "SG-07", "SG-08", "CM-05", "CM-06", "CM-07", "CM-08", "CM-09",
            "CM-10", "CM-11", "CM-13");

    private Mutants() {}

    /** All of them, by name. */
    static List<Mutant> in(Path project) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("system-tests/mutants"))) {
            return files.filter(Mutant::isPatch).sorted().map(Mutant::of).toList();
        }
    }

    /** Rules without a mutant, and tests that don't speak for theirs. */
    static List<String> flaws(Path project, List<Mutant> mutants) {
        List<String> flaws = new ArrayList<>();
        var without = new TreeSet<>(RULES);
        without.removeAll(mutants.stream().map(Mutant::rule).collect(Collectors.toSet()));
        without.forEach(rule -> flaws.add("no mutant breaks " + rule));
        mutants.forEach(mutant -> mutant.flaw(project).ifPresent(flaw -> flaws.add(mutant.name() + ": " + flaw)));
        return flaws;
    }

    /** Whether the patch still fits; empty if so, else what git says. */
    static String misfit(Path tree, Mutant mutant) throws IOException, InterruptedException {
        var check = Command.run(tree, "git", "apply", "--check", mutant.patch().toString());
        return check.code() == 0 ? "" : check.output().strip();
    }
}
