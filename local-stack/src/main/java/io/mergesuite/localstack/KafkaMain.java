package io.mergesuite.localstack;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's process: formats its folder the first time, then runs until it is asked to end. Argument: its settings file. */
final class KafkaMain {

    /** The same for every broker: a folder is told from another by where it lies. */
    private static final String CLUSTER_ID = "bWVyZ2Utc3VpdGUtMDAwMQ";

    private KafkaMain() {}

    public static void main(String[] args) {
        int formatted = StorageTool.execute(
                new String[] {"format", "--cluster-id", CLUSTER_ID, "--config", args[0], "--ignore-formatted"},
                System.out);
        if (formatted != 0) {
            System.exit(formatted);
        }
        Kafka.main(args);
    }
}
