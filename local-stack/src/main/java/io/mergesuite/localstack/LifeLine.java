package io.mergesuite.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends processes and deletes a folder when the JVM that holds it is gone, however it went. It is a shell that waits for the end of
 * its input, which the kernel closes with the JVM.
 */
final class LifeLine implements AutoCloseable {

    private static final String SCRIPT = """
            pids=
            while read -r line; do
              [ "$line" = released ] && exit 0
              pids="$pids $line"
            done
            kill -TERM $pids 2>/dev/null
            for second in 1 2 3 4 5; do
              kill -0 $pids 2>/dev/null || break
              sleep 1
            done
            kill -KILL $pids 2>/dev/null
            rm -rf "$1"
            """;

    private final Process shell;
    private final OutputStream input;

    LifeLine(Path folder) throws IOException {
        shell = new ProcessBuilder("setsid", "/bin/sh", "-c", SCRIPT, "life-line", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        input = shell.getOutputStream();
    }

    void hold(ProcessHandle process) throws IOException {
        write(Long.toString(process.pid()));
    }

    /** All has ended in order: nothing is left to do. */
    @Override
    public void close() throws IOException {
        write("released");
        input.close();
        shell.onExit().join();
    }

    private void write(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        input.flush();
    }
}
