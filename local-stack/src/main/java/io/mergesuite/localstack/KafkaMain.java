package io.mergesuite.localstack;

import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's process: formats its folder the first time, then runs until it is asked to end. Argument: its settings file. */
final class KafkaMain {

    /** The same for every broker: a folder is told from another by where it lies. */
    private static final String CLUSTER_ID = "bWVyZ2Utc3VpdGUtMDAwMQ";

    // A logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("");

    private KafkaMain() {}

    public static void main(String[] args) {
        ROOT.setLevel(Level.WARNING);
        int formatted = StorageTool.execute(
                new String[] {"format", "--cluster-id", CLUSTER_ID, "--config", args[0], "--ignore-formatted"},
                System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        Kafka.main(args);
    }
}
