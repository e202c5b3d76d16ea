package io.mergesuite.systemtests.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeps the mutants of R-5 from rotting; {@code ./suite mutants} shows that they die. */
class MutantsTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    @DisplayName("R-5: every rule has a mutant, and every mutant names a test that cites its rule")
    void everyRuleHasOne() throws IOException {
        assertEquals(List.of(), Mutants.flaws(PROJECT, Mutants.in(PROJECT)));
    }

    @Test
    @DisplayName("R-5: every patch fits the code as it is")
    void everyPatchFits() throws IOException, InterruptedException {
        assumeTrue(Files.exists(PROJECT.resolve(".git")), "git applies patches in a checkout alone, and this is none");
        List<String> misfits = new ArrayList<>();
        for (Mutant mutant : Mutants.in(PROJECT)) {
            String misfit = Mutants.misfit(PROJECT, mutant);
            if (!misfit.isEmpty()) {
                misfits.add(mutant.name() + ": " + misfit);
            }
        }
        assertEquals(List.of(), misfits);
    }

    @Test
    void aRangeCitesAllThatIsInIt() {
        assertEquals(Set.of("CM-05", "CM-07", "CM-08", "CM-09"), Mutant.rulesIn("CM-05, CM-07 to CM-09: all moves"));
    }
}
