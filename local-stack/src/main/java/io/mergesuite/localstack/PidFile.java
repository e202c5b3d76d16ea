package io.mergesuite.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A file that names a process, by its id and by when it started: the id alone may belong to another process by now. The start is
 * the kernel's count of ticks since boot, which no change of the clock moves.
 */
record PidFile(Path file) {

    void write(ProcessHandle process) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, process.pid() + " " + startOf(process.pid()).orElse("-"));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process, while it lives. */
    Optional<ProcessHandle> process() {
        try {
            List<String> words = List.of(Files.readString(file).split(" ", -1));
            long pid = Long.parseLong(words.get(0));
            return startOf(pid).filter(words.get(1)::equals).flatMap(start -> ProcessHandle.of(pid));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Whether a process has not ended; one that has, but whose end its parent has not taken note of, does not live. */
    static boolean lives(ProcessHandle process) {
        return startOf(process.pid()).isPresent();
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static Optional<String> startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name of the program, in brackets, may hold anything; field 22 is the twentieth after it.
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            // A zombie has ended; only its parent has not looked yet.
            return fields.get(0).equals("Z") ? Optional.empty() : Optional.of(fields.get(19));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
