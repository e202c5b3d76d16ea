package io.mergesuite.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * A Kafka broker of our own in a folder, on 127.0.0.1: one node that is broker and controller (KRaft). It runs in a process of its
 * own on libraries of its own ({@link KafkaMain}). What it stores outlives it.
 */
public final class EmbeddedKafka implements Part {

    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private final Purpose purpose;

    /**
     * A broker that isn't running yet.
     *
     * @param folder where its files lie; made when it isn't there
     */
    public EmbeddedKafka(Path folder, int port, int controllerPort, Purpose purpose) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
        this.purpose = purpose;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port, controllerPort);
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    @Override
    public ProcessBuilder command() throws IOException {
        Files.createDirectories(folder);
        Path settings = folder.resolve("server.properties");
        try (var writer = Files.newBufferedWriter(settings)) {
            settings().store(writer, null);
        }
        ProcessBuilder process = Java.cached(purpose, "256m", KafkaMain.class, settings.toString());
        if (purpose == Purpose.TEST) {
            // It does not live long enough for the optimising compiler to pay.
            process.command().add(1, "-XX:TieredStopAtLevel=1");
        }
        return process;
    }

    @Override
    public boolean ready() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Services wait for the broker by themselves, and its start and theirs share the time. */
    @Override
    public boolean awaited() {
        return false;
    }

    @Override
    public Duration grace() {
        return purpose == Purpose.REHEARSAL ? ClassCache.WRITING : Part.super.grace();
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty(
                "listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.setProperty("log.dirs", folder.resolve("data").toString());
        // A misspelt topic is an error, and topics have the settings that the suite gives them.
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // Sized for a small heap: the default of the cleaner alone would take half of it.
        settings.setProperty("log.cleaner.dedupe.buffer.size", "16777216");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("background.threads", "4");
        return settings;
    }
}
