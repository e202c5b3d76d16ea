package io.mergesuite.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the parts of a stack running: starts them stage by stage, starts one again that has died, stops them in the opposite order.
 *
 * <p>There is one supervisor for a data folder, held to by a lock that the kernel takes back when the supervisor dies. Parts that a
 * dead supervisor left behind are stopped before the first start: their output and their state are unknown to the new one.
 */
final class Supervisor implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);
    /** Who has run for so long is well again, and its back-off starts anew. */
    private static final Duration WELL_AFTER = Duration.ofSeconds(30);

    private final StackLayout layout;
    private final List<List<Kept>> stages;
    private final Consumer<String> progress;
    /** Nothing starts once the end has begun: it would be left behind. */
    private final Object starting = new Object();

    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread watch = new Thread(this::watch, "supervisor");
    /** Held while open; null before {@link #takeOver}. */
    private FileChannel lock;

    /**
     * A supervisor that has started nothing yet.
     *
     * @param stages a stage starts when those of the one before are ready that it can't do without ({@link Part#awaited})
     * @param progress takes a line for a person at a time
     */
    Supervisor(StackLayout layout, List<List<? extends Part>> stages, Consumer<String> progress) {
        this.layout = layout;
        this.stages = stages.stream()
                .map(stage -> stage.stream().<Kept>map(Kept::new).toList())
                .toList();
        this.progress = progress;
    }

    /** Takes the folder and stops what an earlier supervisor left in it. */
    void takeOver() throws IOException {
        layout.makeFolders();
        FileChannel file =
                FileChannel.open(layout.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw new IllegalStateException("Another supervisor runs the stack in " + layout.data());
        }
        lock = file;
        supervisorFile(layout).write(ProcessHandle.current());
        stopAll(part -> progress.accept("stopping the " + part.name() + " that an earlier supervisor left"));
    }

    /**
     * Starts all parts; when one of them does not get ready, stops what has started.
     *
     * @throws IllegalStateException when a part does not get ready or its port is taken; says which, and why
     */
    void start() throws IOException, InterruptedException {
        try {
            for (List<Kept> stage : stages) {
                for (Kept kept : stage) {
                    kept.refuseTakenPorts();
                }
            }
            List<Kept> unready = new ArrayList<>();
            for (List<Kept> stage : stages) {
                for (Kept kept : stage) {
                    kept.start();
                    unready.add(kept);
                }
                boolean last = stage.equals(stages.getLast());
                for (Kept kept : List.copyOf(unready)) {
                    if (last || kept.part.awaited()) {
                        kept.awaitReady();
                        unready.remove(kept);
                    }
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
        watch.setDaemon(true);
        watch.start();
    }

    /** Waits until {@link #close} has ended everything. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Stops all parts, the last stage first, and gives the folder back. Nothing happens when the folder was not taken over. */
    @Override
    public synchronized void close() throws IOException {
        if (lock == null || ended.getCount() == 0) {
            return;
        }
        synchronized (starting) {
            ending.countDown();
        }
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopAll(part -> progress.accept("stopping " + part.name()));
        supervisorFile(layout).delete();
        lock.close();
        ended.countDown();
    }

    private void stopAll(Consumer<Part> announcement) throws IOException {
        for (List<Kept> stage : stages.reversed()) {
            List<Kept> running = stage.stream()
                    .filter(kept -> kept.pidFile().process().isPresent())
                    .toList();
            for (Kept kept : running) {
                announcement.accept(kept.part);
            }
            List<Thread> stopping = running.stream()
                    .map(kept -> Thread.ofVirtual().start(kept::stop))
                    .toList();
            for (Thread thread : stopping) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            for (Kept kept : stage) {
                kept.pidFile().delete();
            }
        }
    }

    private void watch() {
        try {
            while (!ending.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                for (List<Kept> stage : stages) {
                    for (Kept kept : stage) {
                        kept.startAgainIfDead();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process that supervises the stack of a folder. */
    static PidFile supervisorFile(StackLayout layout) {
        return new PidFile(layout.run().resolve("supervisor.pid"));
    }

    /** A part and what becomes of it. */
    private final class Kept {

        private final Part part;
        private Child child;
        private Instant startedAt;
        private Instant startAgainAt;
        private Duration backOff = FIRST_BACK_OFF;

        Kept(Part part) {
            this.part = part;
        }

        PidFile pidFile() {
            return new PidFile(layout.run().resolve(part.name() + ".pid"));
        }

        void refuseTakenPorts() throws IOException {
            for (int port : part.ports()) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                } catch (IOException e) {
                    throw new IllegalStateException(
                            "Port " + port + ", which " + part.name() + " needs, is taken by another process."
                                    + " Set SUITE_PORT to the first of five free ports.",
                            e);
                }
            }
        }

        void start() throws IOException {
            synchronized (starting) {
                if (ending.getCount() == 0) {
                    throw new IllegalStateException("The stack is stopping");
                }
                child = Child.start(part, layout.log(part.name()));
                pidFile().write(child.handle());
            }
            startedAt = Instant.now();
            startAgainAt = null;
        }

        void awaitReady() throws IOException, InterruptedException {
            child.awaitReady(READY_LIMIT);
            part.afterReady();
            progress.accept("%-20s ready after %.1f s"
                    .formatted(
                            part.name(),
                            Duration.between(startedAt, Instant.now()).toMillis() / 1000.0));
        }

        void startAgainIfDead() {
            if (child.isAlive()) {
                return;
            }
            Instant now = Instant.now();
            if (startAgainAt == null) {
                if (startedAt.plus(WELL_AFTER).isBefore(now)) {
                    backOff = FIRST_BACK_OFF;
                }
                startAgainAt = now.plus(backOff);
                progress.accept("%s has died and starts again in %d ms".formatted(part.name(), backOff.toMillis()));
                backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) > 0
                        ? LONGEST_BACK_OFF
                        : backOff.multipliedBy(2);
            } else if (!now.isBefore(startAgainAt)) {
                try {
                    start();
                } catch (IOException | IllegalStateException e) {
                    progress.accept(part.name() + " cannot be started: " + e.getMessage());
                    startedAt = now;
                    startAgainAt = null;
                }
            }
        }

        void stop() {
            pidFile().process().ifPresent(process -> Child.stop(part, process, part.grace()));
        }
    }
}
