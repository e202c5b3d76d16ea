package io.mergesuite.localstack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A service in a JVM of its own. Its settings go by environment, where other users of the machine cannot read them. */
final class ServiceProcess implements Part {

    private static final int TIMEOUT_MILLIS = 1_000;

    private final Service service;
    private final StackLayout layout;
    private final Purpose purpose;
    private final AtomicReference<Map<String, String>> nextStart = new AtomicReference<>(Map.of());

    ServiceProcess(Service service, StackLayout layout, Purpose purpose) {
        this.service = service;
        this.layout = layout;
        this.purpose = purpose;
    }

    @Override
    public String name() {
        return service.id();
    }

    @Override
    public List<Integer> ports() {
        return List.of(layout.port(service));
    }

    @Override
    public ProcessBuilder command() throws IOException {
        Path jar = Java.project().resolve(service.id()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; ./suite start builds it");
        }
        var process = new ProcessBuilder(
                Java.program(),
                "-Xmx" + service.heap(),
                "-XX:+UseSerialGC",
                "-Xss512k",
                // A process without memory is of no use; a new one is.
                "-XX:+ExitOnOutOfMemoryError");
        process.command().addAll(new ClassCache(jar).options(purpose));
        process.command().addAll(List.of("-jar", jar.toString()));
        StackLayout.LAUNCHER_VARIABLES.forEach(process.environment()::remove);
        settings().forEach((name, value) -> process.environment().put(variable(name), value));
        process.environment().putAll(nextStart.getAndSet(Map.of()));
        return process;
    }

    /** Variables that the process gets when it starts the next time, and only then. */
    void atNextStart(Map<String, String> environment) {
        nextStart.set(Map.copyOf(environment));
    }

    @Override
    public Duration grace() {
        return purpose == Purpose.REHEARSAL ? ClassCache.WRITING : Part.super.grace();
    }

    @Override
    public boolean ready() {
        try {
            var connection = (HttpURLConnection)
                    layout.uri(service).resolve("/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(ServiceSettings.security(layout.localKey(), layout.cursorKey()));
        settings.putAll(ServiceSettings.database(
                layout.jdbcUrl(service), service.database(), layout.databasePassword(service)));
        settings.putAll(ServiceSettings.kafka(layout.bootstrapServers()));
        settings.put(
                "suite.customer-service.url",
                layout.uri(Service.CUSTOMER_SERVICE).toString());
        if (service == Service.MERGE_ORCHESTRATOR) {
            for (Service behind : List.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE)) {
                settings.put("suite.door." + behind.id(), layout.uri(behind).toString());
            }
        }
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(layout.port(service)));
        return settings;
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
