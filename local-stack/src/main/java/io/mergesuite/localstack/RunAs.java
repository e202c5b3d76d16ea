package io.mergesuite.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How PostgreSQL, which refuses to run as root, is started by root: in a user namespace of its own, where the files stay root's;
 * where the kernel forbids that (many containers), as {@code nobody}, to whom its folder is given.
 */
enum RunAs {
    SELF,
    NAMESPACE,
    NOBODY;

    private static final int NOBODY_ID = 65534;

    /**
     * The way that works on this machine.
     *
     * @throws IllegalStateException when there is none; says what would help
     */
    static RunAs here() {
        if (!isRoot()) {
            return SELF;
        }
        return Stream.of(NAMESPACE, NOBODY)
                .filter(RunAs::works)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv' (package util-linux) works here."
                                + " Start as another user."));
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix());
        whole.addAll(command);
        return whole;
    }

    /** Gives a folder and all that is in it to the user that will run. */
    void own(Path folder) throws IOException {
        if (this == NOBODY) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY_ID);
                }
            }
        }
    }

    private List<String> prefix() {
        return switch (this) {
            case SELF -> List.of();
            case NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups");
        };
    }

    private boolean works() {
        try {
            return new ProcessBuilder(command(List.of("true")))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
