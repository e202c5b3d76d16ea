package io.mergesuite.api;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operation takes an {@code Idempotency-Key} (API-04). The key is claimed before the method runs, with the SHA-256 of
 * the raw body; the method writes its answer by {@link IdempotentRequest#answered} in its working transaction; anything
 * but 2xx frees the key. A repeat gets the first answer and the method does not run, unless {@link #replay} says so.
 */
@NameBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {

    /** Whether a request without a key is refused: 400 {@code idempotency-key-missing}. */
    boolean required() default false;

    /** What a repeat gets. */
    Replay replay() default Replay.FIRST_ANSWER;

    /**
     * The body is a stream that the method receives itself (imports): the filter only looks at the key's form, and the
     * method calls {@link IdempotentRequest#claim} once it knows the hash, before anything is applied.
     */
    boolean streamed() default false;

    /**
     * The records that the body names tell the shop, neither the body nor the token (merges). So the key's scope must not change with the
     * token's shops: it is the principal and the operation alone, and the method itself hides what was made from a caller who
     * does not see its shop (SEC-03).
     */
    boolean acrossShops() default false;

    /** What the repeat of an answered request gets. */
    enum Replay {
        /** Status, {@code Location} and body of the first answer, from the table. */
        FIRST_ANSWER,
        /** The method runs, sees {@link IdempotentRequest#replayOf}, and answers with that job as it is now. */
        PRESENT_STATE
    }
}
