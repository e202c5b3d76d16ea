package io.mergesuite.api;

import java.util.Locale;

/**
 * A kind of problem that a caller can meet (API-03): a stable code, an HTTP status, an English title. Each feature lists
 * its own in one enum:
 *
 * <pre>{@code
 * enum OrderProblem implements ProblemType {
 *     DUPLICATE_EXTERNAL_REF(409, "An order with this externalRef exists");
 *     …
 * }
 * }</pre>
 *
 * <p>The code is the constant's name in kebab case, so it can't drift from it and all codes can be listed from the
 * compiled enums.
 */
public interface ProblemType {

    /** The name of the enum's constant; {@link Enum} brings it. */
    String name();

    /** The HTTP status, 400 to 599. */
    int status();

    /** What is wrong in a few English words, the same for each occurrence. */
    String title();

    /** The stable code, such as {@code duplicate-external-ref}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
