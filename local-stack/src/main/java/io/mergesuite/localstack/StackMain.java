package io.mergesuite.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What {@code ./suite} does once a JDK is found and the suite is built: {@code start}, {@code stop}, {@code status}, {@code token}, {@code rehearse}. */
final class StackMain {

    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int MISUSED = 2;

    private final StackLayout layout;
    private final PrintStream out;

    private StackMain(StackLayout layout, PrintStream out) {
        this.layout = layout;
        this.out = out;
    }

    public static void main(String[] arguments) {
        try {
            List<String> words = List.of(arguments);
            var main = new StackMain(StackLayout.of(System.getenv()), System.out);
            System.exit(main.run(words.get(0), words.subList(1, words.size())));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    private int run(String command, List<String> options) throws IOException, InterruptedException {
        return switch (command) {
            case "start" -> start(options);
            case "stop" -> stop();
            case "status" -> status();
            case "token" -> token(options);
            case "rehearse" -> rehearse();
            default -> misuse("There is no command '" + command + "'");
        };
    }

    private int start(List<String> options) throws IOException, InterruptedException {
        for (String option : options) {
            if (!List.of("--detach", "--fresh").contains(option)) {
                return misuse("start knows --detach and --fresh, not '" + option + "'");
            }
        }
        boolean fresh = options.contains("--fresh");
        if (Supervisor.supervisorFile(layout).process().isPresent()) {
            out.println("The suite runs already." + (fresh ? " Stop it before you start afresh: ./suite stop" : ""));
            printAddresses();
            return fresh ? 1 : 0;
        }
        if (options.contains("--detach")) {
            return startDetached(fresh);
        }
        Instant begun = Instant.now();
        Stack stack = Stack.start(layout, fresh, out::println);
        out.printf(
                "%nReady after %.1f s.%n",
                Duration.between(begun, Instant.now()).toMillis() / 1000.0);
        printAddresses();
        new PidFile(readyFile()).write(ProcessHandle.current());
        stack.awaitEnd();
        return 0;
    }

    private int rehearse() throws IOException, InterruptedException {
        Stack.rehearse(layout, ignored -> {});
        return 0;
    }

    /** Starts a supervisor of its own that outlives this process, and shows what it prints until all is ready. */
    private int startDetached(boolean fresh) throws IOException, InterruptedException {
        layout.makeFolders();
        Path log = layout.run().resolve("supervisor.log");
        ProcessBuilder command = fresh
                ? Java.process("128m", StackMain.class, "start", "--fresh")
                : Java.process("128m", StackMain.class, "start");
        command.command().add(0, "setsid");
        Process supervisor = command.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        boolean ready = false;
        boolean ended = false;
        try (var lines = Files.newInputStream(log)) {
            while (!ready && !ended) {
                ended = supervisor.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                ready = new PidFile(readyFile())
                        .process()
                        .filter(supervisor.toHandle()::equals)
                        .isPresent();
                lines.transferTo(out);
                out.flush();
            }
        }
        return ready ? 0 : 1;
    }

    private int stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> supervisor = Supervisor.supervisorFile(layout).process();
        if (supervisor.isPresent()) {
            out.println("stopping the suite");
            supervisor.get().destroy();
            supervisor.get().onExit().join();
        }
        // What a killed supervisor left; nothing after an orderly stop.
        try (Stack left = new Stack(layout, out::println)) {
            left.takeOver();
        }
        out.println(supervisor.isPresent() ? "stopped" : "The suite does not run.");
        return 0;
    }

    private int status() throws IOException {
        Optional<ProcessHandle> supervisor = Supervisor.supervisorFile(layout).process();
        boolean allReady = supervisor.isPresent();
        row("supervisor", supervisor, allReady ? "runs" : "does not run");
        List<Part> parts = new ArrayList<>(layout.foundations(Purpose.WORK));
        parts.addAll(layout.services(Purpose.WORK));
        for (Part part : parts) {
            Optional<ProcessHandle> process = layout.process(part.name());
            boolean ready = process.isPresent() && part.ready();
            allReady &= ready;
            row(part.name(), process, ready ? "ready" : process.isPresent() ? "not ready" : "does not run");
        }
        return allReady ? 0 : 1;
    }

    private void row(String name, Optional<ProcessHandle> process, String state) {
        out.printf(
                "%-20s %-13s %s%n",
                name, state, process.map(running -> "process " + running.pid()).orElse(""));
    }

    private int token(List<String> options) {
        List<String> shops = new ArrayList<>();
        List<String> permissions = new ArrayList<>();
        for (int at = 0; at < options.size(); at += 2) {
            String option = options.get(at);
            if (at + 1 == options.size()) {
                return misuse(option + " needs a value");
            }
            switch (option) {
                case "--shop" -> shops.add(options.get(at + 1));
                case "--permission" -> permissions.add(options.get(at + 1));
                default -> {
                    return misuse("token knows --shop and --permission, not '" + option + "'");
                }
            }
        }
        List<String> unknown = permissions.stream()
                .filter(permission -> !Permissions.ALL.contains(permission))
                .toList();
        if (!unknown.isEmpty()) {
            return misuse(
                    "There is no permission '" + unknown.get(0) + "'; there are " + String.join(", ", Permissions.ALL));
        }
        out.println(layout.mint(
                "local-user",
                shops.isEmpty() ? List.of(Stack.SAMPLE_SHOP) : shops,
                permissions.isEmpty() ? Permissions.ALL : permissions,
                Instant.now().plus(TOKEN_LIFE)));
        return 0;
    }

    private int misuse(String message) {
        System.err.println(message);
        return MISUSED;
    }

    private Path readyFile() {
        return layout.run().resolve("ready.pid");
    }

    private void printAddresses() {
        out.println();
        Stream.of(Service.values()).forEach(service -> out.printf("  %-20s %s%n", service.id(), layout.uri(service)));
        out.printf("%n  a token       ./suite token%n  the state     ./suite status%n  stop          ./suite stop%n");
    }
}
