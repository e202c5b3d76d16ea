package io.mergesuite.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operation's own limit of the request body (API-14); else {@code suite.api.body-limit} holds, 1 MiB. More is refused
 * with 413 {@code body-too-large}, as soon as it is known.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BodyLimit {

    /** Merge batches: 8 MiB. */
    long BATCH = 8L << 20;

    /** Imports, which are streamed: 20 GiB. */
    long IMPORT = 20L << 30;

    /** In bytes. */
    long value();
}
