package io.mergesuite.messaging;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Prints what one hop takes, from the sender's commit to a handler that has written one row; asserts no time. Not part of the build:
 * {@code ./mvnw -pl shared-messaging -am test -Dtest=HopLatency -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@QuarkusTest
class HopLatency extends MessagingIT {

    private static final int WARM_UP = 2_000;
    private static final int HOPS = 2_000;

    @Test
    void print() throws InterruptedException {
        BlockingQueue<Long> called = new LinkedBlockingQueue<>();
        journal.sicken(messages -> called.add(System.nanoTime()));
        double[] commit = new double[HOPS];
        double[] hop = new double[HOPS];
        for (int i = -WARM_UP; i < HOPS; i++) {
            long begin = System.nanoTime();
            send(command(i));
            long committed = System.nanoTime();
            Long handled = called.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (handled == null) {
                throw new IllegalStateException("hop " + i + " never arrived");
            }
            if (i >= 0) {
                commit[i] = (committed - begin) / 1e6;
                hop[i] = (handled - committed) / 1e6;
            }
        }
        print("transaction of the outbox insert", commit);
        print("commit to handler, which writes one row", hop);
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms%n",
                what,
                millis[millis.length / 2],
                millis[millis.length * 9 / 10],
                millis[millis.length * 99 / 100]);
    }
}
