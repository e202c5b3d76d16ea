package io.mergesuite.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CrashPointsTest {

    /** Passes two places three times, and says so. */
    static final class Walk {
        public static void main(String[] arguments) {
            for (int pass = 1; pass <= 3; pass++) {
                CrashPoints.reach("here");
                CrashPoints.reach("there");
                System.out.print(pass);
            }
        }
    }

    @Test
    @DisplayName("a process dies at the place it is told to, at that pass, and nowhere else")
    void diesThere() throws IOException, InterruptedException {
        assertEquals("0:123", walk(null));
        assertEquals("0:123", walk("elsewhere"));
        assertEquals("137:", walk("there"));
        assertEquals("137:12", walk("here:3"));
    }

    private static String walk(String crashPoint) throws IOException, InterruptedException {
        ProcessBuilder walk = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes(CrashPoints.class) + File.pathSeparator + classes(Walk.class),
                Walk.class.getName());
        walk.environment().remove("SUITE_CRASH_POINT");
        if (crashPoint != null) {
            walk.environment().put("SUITE_CRASH_POINT", crashPoint);
        }
        Process process = walk.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ":" + said;
    }

    private static String classes(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
