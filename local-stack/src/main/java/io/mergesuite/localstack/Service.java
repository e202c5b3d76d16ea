package io.mergesuite.localstack;

import java.util.Locale;

/** The five services as this machine runs them. The one place that states their ports and heaps. */
public enum Service {
    MERGE_ORCHESTRATOR(0, "256m"),
    CUSTOMER_SERVICE(1, "256m"),
    ORDER_SERVICE(2, "256m"),
    LEAD_SERVICE(3, "192m"),
    BLACKLIST_SERVICE(4, "192m");

    private final int portOffset;
    private final String heap;

    Service(int portOffset, String heap) {
        this.portOffset = portOffset;
        this.heap = heap;
    }

    /** The module's name, which is also that of its log and of its process in {@code ./suite status}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its database, and the role that owns it. */
    public String database() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is added to the first port of the stack. */
    int portOffset() {
        return portOffset;
    }

    /** The greatest heap, as {@code -Xmx} takes it. */
    public String heap() {
        return heap;
    }
}
