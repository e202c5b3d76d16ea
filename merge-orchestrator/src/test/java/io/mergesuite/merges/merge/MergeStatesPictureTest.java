package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/merge-states.md} equal to the transition table. To draw it anew: run this test with
 * {@code -Ddraw-merge-states=true}.
 */
class MergeStatesPictureTest {

    private static final Path PAGE = Path.of("../docs/merge-states.md");

    @Test
    @DisplayName("The picture in docs/merge-states.md is the transition table")
    void pictureIsTheTable() throws IOException {
        if (Boolean.getBoolean("draw-merge-states")) {
            Files.writeString(PAGE, page());
        }
        assertEquals(Files.readString(PAGE), page());
    }

    private static String page() {
        return """
                # The states of a merge

                Drawn from `MergeTransition`; a test fails when this page and the code differ. No step is taken that does not stand here.

                ```mermaid
                stateDiagram-v2
                %s
                %s
                %s
                ```

                | from | event | to | effect |
                |---|---|---|---|
                %s
                """.formatted(
                        moves().collect(Collectors.joining("\n")),
                        ends().collect(Collectors.joining("\n")),
                        stays(),
                        rows().collect(Collectors.joining("\n")));
    }

    private static Stream<String> moves() {
        return Stream.of(MergeTransition.values())
                .filter(transition -> transition.to().isPresent())
                .flatMap(transition -> (transition.from().isEmpty()
                                ? Stream.of("[*]")
                                : transition.from().stream().map(MergeState::name))
                        .map(from -> "    %s --> %s: %s"
                                .formatted(from, transition.to().orElseThrow(), label(transition))));
    }

    private static Stream<String> ends() {
        return Stream.of(MergeState.values()).filter(MergeState::ended).map("    %s --> [*]"::formatted);
    }

    private static String stays() {
        return Stream.of(MergeState.values())
                .flatMap(state -> Stream.of(MergeTransition.REMIND, MergeTransition.STALL)
                        .filter(transition -> transition.from().contains(state))
                        .map(transition -> "    %s --> %s: %s".formatted(state, state, name(transition))))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> rows() {
        return Stream.of(MergeTransition.values())
                .map(transition -> "| %s | %s | %s | %s |"
                        .formatted(
                                transition == MergeTransition.IGNORE
                                        ? "any"
                                        : transition.from().isEmpty()
                                                ? "–"
                                                : transition.from().stream()
                                                        .map(MergeState::name)
                                                        .collect(Collectors.joining(", ")),
                                transition.event(),
                                transition.to().map(MergeState::name).orElse("same"),
                                transition.effect()));
    }

    private static String label(MergeTransition transition) {
        return transition.event() + (transition == MergeTransition.PIVOT ? " (pivot)" : "");
    }

    private static String name(MergeTransition transition) {
        return transition.name().toLowerCase(Locale.ROOT);
    }
}
