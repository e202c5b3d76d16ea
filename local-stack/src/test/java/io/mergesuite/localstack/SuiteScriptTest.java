package io.mergesuite.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./suite} finds a JDK: the JDKs here are scripts that tell where they lie. */
class SuiteScriptTest {

    @TempDir
    Path folder;

    private Path installed;

    @BeforeEach
    void makeFolder() throws IOException {
        installed = Files.createDirectory(folder.resolve("jvm"));
    }

    @Test
    void takesTheOneOfJavaHomeWhenItIsNewEnough() throws Exception {
        jdk(installed, "jdk-25", "25.0.1");
        Path chosen = jdk(folder, "chosen", "21.0.9");

        assertEquals("run by " + chosen, status(chosen, folder).output());
    }

    @Test
    void takesTheJavaOfThePathWhenJavaHomeIsTooOld() throws Exception {
        jdk(installed, "jdk-25", "25.0.1");
        Path old = jdk(folder, "old", "17.0.19");
        Path onPath = jdk(folder, "on-path", "23");

        assertEquals("run by " + onPath, status(old, onPath.resolve("bin")).output());
    }

    @Test
    void takesTheNewestInstalledWhenTheJavaOfThePathIsTooOld() throws Exception {
        jdk(installed, "a-jdk-21", "21.0.9");
        Path newest = jdk(installed, "b-jdk-26", "26");
        jdk(installed, "c-jdk-25", "25.0.1");
        Path old = jdk(folder, "old", "1.8.0_402");

        assertEquals("run by " + newest, status(null, old.resolve("bin")).output());
    }

    @Test
    void passesByARuntimeWithoutCompiler() throws Exception {
        Path runtime = jdk(installed, "jre-25", "25.0.1");
        Files.delete(runtime.resolve("bin/javac"));
        Path jdk = jdk(installed, "jdk-21", "21.0.9");

        assertEquals("run by " + jdk, status(null, folder).output());
    }

    @Test
    void saysWhatIsMissingWhenThereIsNone() throws Exception {
        Path old = jdk(installed, "jdk-17", "17.0.19");

        Result result = status(old, folder);

        assertEquals(1, result.code());
        assertTrue(result.output().contains("A JDK of version 21 or newer is needed"), result.output());
        assertTrue(result.output().contains("apt-get install openjdk-21-jdk-headless"), result.output());
    }

    private record Result(int code, String output) {}

    private Result status(Path javaHome, Path onPath) throws Exception {
        var suite = new ProcessBuilder(Java.project().resolve("suite").toString(), "status").redirectErrorStream(true);
        Map<String, String> environment = suite.environment();
        environment.clear();
        environment.put("PATH", onPath + ":/usr/bin:/bin");
        environment.put("SUITE_JDKS", installed.toString());
        if (javaHome != null) {
            environment.put("JAVA_HOME", javaHome.toString());
        }
        Process process = suite.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output.strip());
    }

    private static Path jdk(Path parent, String name, String version) throws IOException {
        Path home = Files.createDirectories(parent.resolve(name));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : new String[] {"java", "javac"}) {
            Path script = Files.writeString(bin.resolve(program), "#!/bin/sh\necho \"run by " + home + "\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }
}
