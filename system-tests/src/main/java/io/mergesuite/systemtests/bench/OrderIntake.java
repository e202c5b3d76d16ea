package io.mergesuite.systemtests.bench;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders that come in at a fixed rate, whether the last one was answered or not (open loop). The clock of each runs from when it was
 * due.
 */
final class OrderIntake implements AutoCloseable {

    private final SuiteClient client;
    private final List<UUID> customers;
    private final int perSecond;
    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread clock;
    private volatile boolean stopping;

    private OrderIntake(SuiteClient client, List<UUID> customers, int perSecond) {
        this.client = client;
        this.customers = customers;
        this.perSecond = perSecond;
        this.clock = Thread.ofPlatform().name("order-intake").unstarted(this::run);
    }

    static OrderIntake start(SuiteClient client, List<UUID> customers, int perSecond) {
        OrderIntake intake = new OrderIntake(client, customers, perSecond);
        intake.clock.start();
        return intake;
    }

    /** What was answered; the times run from when an order was due. */
    record Result(int perSecond, int answered, int failed, double p50Millis, double p99Millis) {}

    private void run() {
        long start = System.nanoTime();
        for (int i = 0; !stopping; i++) {
            long due = start + (long) (i * (1e9 / perSecond));
            LockSupport.parkNanos(due - System.nanoTime());
            UUID customer = customers.get((int) ((i * 2_654_435_761L) % customers.size()));
            if (!stopping) {
                requests.execute(() -> post(customer, due));
            }
        }
    }

    private void post(UUID customer, long due) {
        Map<String, Object> order = Map.of(
                "shopId", Base.SHOP,
                "customerId", customer.toString(),
                "currency", "JPY",
                "lines", List.of(Map.of("sku", "TEA-1", "name", "Green tea", "quantity", 2, "unitPrice", 1200)),
                "payment", Map.of("method", "CREDIT_CARD"));
        try {
            if (client.post(Service.ORDER_SERVICE, "/v1/orders", order).status() == 201) {
                latencies.add(System.nanoTime() - due);
            } else {
                failed.incrementAndGet();
            }
        } catch (Exception e) {
            failed.incrementAndGet();
        }
    }

    /** What has been answered so far; counting starts anew. */
    Result take() {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        latencies.clear();
        return new Result(
                perSecond, sorted.length, failed.getAndSet(0), percentile(sorted, 0.50), percentile(sorted, 0.99));
    }

    /** In milliseconds, of nanoseconds in ascending order. */
    static double percentile(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    /** In milliseconds, of nanoseconds in any order. */
    static double percentileOf(long[] nanos, double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return percentile(sorted, share);
    }

    @Override
    public void close() {
        stopping = true;
        requests.close();
    }
}
