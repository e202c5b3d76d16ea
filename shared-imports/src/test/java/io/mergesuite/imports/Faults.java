package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.util.List;

/** The faults of a problem, as {@code pointer code}. */
final class Faults {

    private Faults() {}

    static List<String> of(Problem problem) {
        return problem.faults().stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .toList();
    }
}
