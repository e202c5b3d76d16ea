package io.mergesuite.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The whole suite on this machine: PostgreSQL, Kafka and the five services under one supervisor, which is this JVM.
 *
 * <p>Every part is a process of its own ({@link StackLayout#process}) that may be killed alone, and comes back on the same port.
 */
public final class Stack implements AutoCloseable {

    /** The shop that a new stack has, so that a first request finds one. */
    public static final String SAMPLE_SHOP = "sample";

    private static final String SAMPLE_SETTINGS = """
            {"name": "Sample shop", "timeZone": "Asia/Tokyo", "region": "JP", "language": "ja", "currency": "JPY"}""";
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);

    private final StackLayout layout;
    private final List<ServiceProcess> services;
    private final Supervisor supervisor;

    Stack(StackLayout layout, Consumer<String> progress) {
        this(layout, Purpose.WORK, progress);
    }

    private Stack(StackLayout layout, Purpose purpose, Consumer<String> progress) {
        this.layout = layout;
        this.services = layout.services(purpose);
        this.supervisor = new Supervisor(layout, List.of(layout.foundations(purpose), services), progress);
    }

    /**
     * Starts everything and returns when all of it is ready. What an earlier supervisor left behind is stopped first.
     *
     * @param fresh whether to forget all that is stored
     * @param progress takes a line for a person at a time
     * @throws IllegalStateException when a part does not get ready, its port is taken, or the folder has another supervisor
     */
    public static Stack start(StackLayout layout, boolean fresh, Consumer<String> progress)
            throws IOException, InterruptedException {
        return new Stack(layout, progress).start(fresh);
    }

    /**
     * Runs Kafka and the services once, in a folder that is emptied first, so that they leave their classes in a {@link ClassCache} and all
     * later starts are quick.
     *
     * @throws IllegalStateException when a part does not get ready or does not do its part
     */
    static void rehearse(StackLayout layout, Consumer<String> progress) throws IOException, InterruptedException {
        try (Stack stack = new Stack(layout, Purpose.REHEARSAL, progress).start(true)) {
            new Rehearsal(stack.layout()).run();
        }
        layout.clear();
    }

    private Stack start(boolean fresh) throws IOException, InterruptedException {
        takeOver();
        // The JVM may be asked to end at any moment from here on.
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit, "stop"));
        if (fresh) {
            layout.clear();
            layout.makeFolders();
        }
        supervisor.start();
        makeSampleShop();
        return this;
    }

    /** Takes the folder, and stops what a killed supervisor left in it. */
    void takeOver() throws IOException {
        supervisor.takeOver();
    }

    /** Where it lies and listens. */
    public StackLayout layout() {
        return layout;
    }

    /**
     * Environment variables that a service gets when it starts the next time, and only then: a fault run arms a crash point so, and
     * kills the process.
     */
    public void atNextStart(Service service, Map<String, String> environment) {
        services.stream()
                .filter(process -> process.name().equals(service.id()))
                .forEach(process -> process.atNextStart(environment));
    }

    /** Waits until another thread has closed it. */
    public void awaitEnd() throws InterruptedException {
        supervisor.awaitEnd();
    }

    /** Stops everything; what is stored stays. */
    @Override
    public void close() throws IOException {
        supervisor.close();
    }

    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("The stack cannot be stopped in order: " + e.getMessage());
        }
    }

    private void makeSampleShop() throws IOException {
        HttpURLConnection known = shopSettings("GET");
        if (known.getResponseCode() == HttpURLConnection.HTTP_OK) {
            return;
        }
        HttpURLConnection made = shopSettings("PUT");
        made.setRequestProperty("Content-Type", "application/json");
        made.setRequestProperty("If-None-Match", "*");
        made.setDoOutput(true);
        try (OutputStream body = made.getOutputStream()) {
            body.write(SAMPLE_SETTINGS.getBytes(StandardCharsets.UTF_8));
        }
        if (made.getResponseCode() / 100 != 2) {
            try (InputStream problem = made.getErrorStream()) {
                throw new IllegalStateException("The shop '" + SAMPLE_SHOP + "' cannot be made: "
                        + made.getResponseCode() + " " + new String(problem.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** Not by the newer client, which reads the machine's certificates before its first request: a second of every start. */
    private HttpURLConnection shopSettings(String method) throws IOException {
        String token = layout.mint(
                "local-stack",
                List.of(SAMPLE_SHOP),
                List.of("shops:read", "shops:write"),
                Instant.now().plus(REQUEST_LIMIT));
        var connection = (HttpURLConnection) layout.uri(Service.CUSTOMER_SERVICE)
                .resolve("/v1/customer-settings/" + SAMPLE_SHOP)
                .toURL()
                .openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) REQUEST_LIMIT.toMillis());
        connection.setReadTimeout((int) REQUEST_LIMIT.toMillis());
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return connection;
    }
}
