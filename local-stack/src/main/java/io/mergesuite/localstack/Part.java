package io.mergesuite.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A process of the stack: how it starts, when it is ready, how it is asked to end. */
interface Part {

    String name();

    /** Where it listens on 127.0.0.1. */
    List<Integer> ports();

    /** Makes ready what the process needs on disk, which may be there already, and tells how to start it. */
    ProcessBuilder command() throws IOException;

    /** Whether it answers now; never waits longer than a second or two. */
    boolean ready();

    /** Whether the parts of the next stage can't start before this one is ready. */
    default boolean awaited() {
        return true;
    }

    /** Called when it is ready for the first time: what is to be done before others need it. */
    default void afterReady() throws IOException {}

    /** How long it may take to end; then it is killed. */
    default Duration grace() {
        return Duration.ofSeconds(30);
    }

    /** Asks the process to end; returns at once. */
    default void askToEnd(ProcessHandle process) {
        process.destroy();
    }
}
