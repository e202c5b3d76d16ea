package io.mergesuite.localstack;

import java.io.IOException;

/** A process of the stack: how it starts, when it is ready, how it is asked to end. */
interface Part {

    String name();

    /** Makes ready what the process needs on disk, which may be there already, and tells how to start it. */
    ProcessBuilder command() throws IOException;

    /** Whether it answers now; never waits longer than a second or two. */
    boolean ready();

    /** Asks the process to end; returns at once. */
    default void askToEnd(ProcessHandle process) {
        process.destroy();
    }
}
