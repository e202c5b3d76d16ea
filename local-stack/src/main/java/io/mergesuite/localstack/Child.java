package io.mergesuite.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link Part} that runs; its output goes to a log file. */
final class Child {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int TAIL = 15;

    private final Part part;
    private final Path log;
    private final Process process;

    private Child(Part part, Path log, Process process) {
        this.part = part;
        this.log = log;
        this.process = process;
    }

    static Child start(Part part, Path log) throws IOException {
        ProcessBuilder command = part.command();
        // A session of its own: a Ctrl-C in the terminal is for whoever started it, who then ends it in order.
        command.command().add(0, "setsid");
        Process process = command.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Child(part, log, process);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException when it ends instead, or isn't ready in time; with the end of its log
     */
    void awaitReady(Duration limit) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!part.ready()) {
            if (process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(part.name() + " ended with code " + process.exitValue() + tail());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        part.name() + " is not ready after " + limit.toSeconds() + " s" + tail());
            }
        }
    }

    /** Asks it to end, waits, and kills it when it doesn't. Nothing happens when it has ended already. */
    void stop(Duration grace) {
        stop(part, handle(), grace);
    }

    /** As {@link #stop(Duration)}, for a process that an earlier supervisor started. */
    static void stop(Part part, ProcessHandle process, Duration grace) {
        if (!PidFile.lives(process)) {
            return;
        }
        part.askToEnd(process);
        if (!ended(process, grace)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            ended(process, grace);
        }
    }

    private static boolean ended(ProcessHandle process, Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        while (PidFile.lives(process)) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            try {
                process.onExit().get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Looks again: an orphan of a machine where nobody takes note of ends never exits for Java.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return ". The end of " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return ". Its log " + log + " cannot be read: " + e.getMessage();
        }
    }
}
