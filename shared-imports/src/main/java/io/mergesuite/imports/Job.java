package io.mergesuite.imports;

import io.mergesuite.contracts.ShopId;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.UUID;

/**
 * A job as the worker that holds it sees it.
 *
 * @param fence the number of this hold; what the job's holder writes is written only while it is still this
 * @param version of what it has come to; a set is applied only to the version on which it was prepared, so that one whose commit was
 *     not answered can't be applied twice
 */
record Job(
        UUID id,
        ShopId shopId,
        String kind,
        String actor,
        String mapping,
        Charset charset,
        Phase phase,
        Position position,
        long setAside,
        int attempts,
        long fence,
        long version,
        Instant createdAt) {

    enum Phase {
        /** Reading the file: applying its rows, or staging them when records span rows. */
        FILE,
        /** Applying staged rows, record by record. */
        STAGED,
        /** Nothing is left but what was set aside. */
        SET_ASIDE
    }

    /**
     * How far a phase has come. FILE: {@code row} rows are done. STAGED: all up to this group and line are.
     */
    record Position(String group, long row) {
        static final Position BEGIN = new Position("", 0);
    }
}
