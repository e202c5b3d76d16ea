package io.mergesuite.localstack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this module's own main classes in processes of their own, with the JDK of this one. */
final class Java {

    private static final String MODULE = "local-stack";
    private static final String LIBRARIES = MODULE + "/target/lib";

    private Java() {}

    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * A process of one of this module's main classes.
     *
     * @param heap the greatest heap, as {@code -Xmx} takes it
     */
    static ProcessBuilder process(String heap, Class<?> main, String... arguments) throws IOException {
        return process(heap, List.of(), classes(), main, arguments);
    }

    /** As {@link #process}, quicker by a {@link ClassCache} where the build has made a jar. */
    static ProcessBuilder cached(Purpose purpose, String heap, Class<?> main, String... arguments) throws IOException {
        Path jar = classes().resolveSibling(MODULE + ".jar");
        return Files.exists(jar)
                ? process(heap, new ClassCache(jar).options(purpose), jar, main, arguments)
                : process(heap, main, arguments);
    }

    private static ProcessBuilder process(
            String heap, List<String> options, Path classes, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program(), "-Xmx" + heap, "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", classes + ":" + libraries() + "/*", main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** The folder of the project that this runs from. */
    static Path project() throws IOException {
        return libraries().getParent().getParent().getParent();
    }

    /** This module's classes: a folder, or its jar. */
    private static Path classes() throws IOException {
        try {
            return Path.of(Java.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The build lays the libraries beside the classes; a jar from a repository has them in the project it is used in. */
    private static Path libraries() throws IOException {
        Path beside = classes().resolveSibling("lib");
        if (Files.isDirectory(beside)) {
            return beside;
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(LIBRARIES))) {
                return folder.resolve(LIBRARIES);
            }
        }
        throw new IOException(LIBRARIES + " is missing; build the module local-stack first");
    }
}
