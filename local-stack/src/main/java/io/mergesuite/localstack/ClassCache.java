package io.mergesuite.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The classes of one program as the JDK keeps them on disk, parsed and linked: with them a start takes a third of the work. A cache fits
 * one build of the program and one build of the JDK; without one, it starts as ever. From version 25 on the JDK makes
 * an ahead-of-time cache (JEP 514), before that an archive of class data (JEP 350).
 *
 * @param jar the program's, the first on its class path; no folder may be there, for the JDK caches none
 */
record ClassCache(Path jar) {

    /** A program that ends writes its cache before, on a slow machine for a minute. */
    static final Duration WRITING = Duration.ofMinutes(5);

    private static final boolean AHEAD_OF_TIME = Runtime.version().feature() >= 25;

    Path file() {
        String jdk = Runtime.version().toString().replaceAll("[^A-Za-z0-9.]", "-");
        return jar.resolveSibling("classes-" + jdk + ".cache");
    }

    /** Options of a JVM: one that rehearses leaves its classes here when it ends in order, one that works takes them from here. */
    List<String> options(Purpose purpose) {
        return switch (purpose) {
            case REHEARSAL -> make();
            case WORK -> use();
            case TEST -> List.of();
        };
    }

    private List<String> use() {
        if (!Files.exists(file())) {
            return List.of();
        }
        return AHEAD_OF_TIME
                // A cache that does not fit is left aside, and nobody wants to read about it at each start.
                ? List.of("-XX:AOTCache=" + file(), "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of("-XX:SharedArchiveFile=" + file(), "-Xlog:cds=off");
    }

    private List<String> make() {
        return List.of((AHEAD_OF_TIME ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file());
    }
}
