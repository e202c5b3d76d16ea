package io.mergesuite.customers.points;

import java.util.List;
import java.util.UUID;

/** What was taken from which lot. */
record PointSpending(long points, List<Taken> taken) {

    /** @param remaining what is left of the lot */
    record Taken(UUID lotId, long points, long remaining) {}
}
