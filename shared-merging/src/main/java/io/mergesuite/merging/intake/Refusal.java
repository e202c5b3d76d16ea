package io.mergesuite.merging.intake;

import io.mergesuite.api.Problem;
import io.mergesuite.api.ProblemType;
import io.mergesuite.imports.Flaw;

/** Why a record can't be stored that is well-formed: it names something that does not exist. */
public record Refusal(ProblemType type, String field, String reason) {

    Flaw flaw() {
        return new Flaw(field, type.code(), reason);
    }

    Problem problem() {
        return new Problem(type, reason).at(Intake.pointer(field), type.code(), reason);
    }
}
