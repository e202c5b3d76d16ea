package io.mergesuite.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

/** The Kafka of these tests as a process, which can be made to stand still. */
final class EmbeddedKafkaProcess {

    private EmbeddedKafkaProcess() {}

    /** Runs something while Kafka stands still. */
    static void stopped(Runnable work) throws IOException, InterruptedException {
        long kafka = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("KafkaMain"))
                .findFirst()
                .orElseThrow()
                .pid();
        signal("STOP", kafka);
        try {
            work.run();
        } finally {
            signal("CONT", kafka);
        }
    }

    private static void signal(String signal, long process) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process))
                        .inheritIO()
                        .start()
                        .waitFor());
    }
}
