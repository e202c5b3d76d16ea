package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Writers and merges of a handful of customers, at once and at random, against the simplest model (SG-01, SG-03). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class RandomInterleavingsIT {

    private static final int CUSTOMERS = 8;
    private static final int WRITERS = 3;
    private static final int MERGERS = 3;

    @Inject
    Stage stage;

    @Inject
    CustomerReferences references;

    /** A written record and the customer it was written for. */
    private record Written(UUID id, CustomerId first) {}

    @Test
    @DisplayName(
            "SG-01, SG-03: every record is at the end of its first customer's chain, none lost, none doubled, no cycle")
    void everyRecordIsAtTheEndOfItsChain() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random interleavings, seed " + seed);
        Random random = new Random(seed);

        for (int round = 0; round < 3; round++) {
            List<CustomerId> customers =
                    Stream.generate(stage::customer).limit(CUSTOMERS).toList();
            List<Future<List<Written>>> writers = new ArrayList<>();
            List<Future<Integer>> mergers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random own = new Random(random.nextLong());
                writers.add(Stage.meanwhile(() -> write(customers, own)));
            }
            for (int i = 0; i < MERGERS; i++) {
                Random own = new Random(random.nextLong());
                mergers.add(Stage.meanwhile(() -> merge(customers, own)));
            }
            int merged = 0;
            for (Future<Integer> merger : mergers) {
                merged += merger.get();
            }
            List<Written> written = new ArrayList<>();
            for (Future<List<Written>> writer : writers) {
                written.addAll(writer.get());
            }

            assertTrue(merged > 0, "seed " + seed + ": the round has merged nobody");
            Map<CustomerId, CustomerId> ends = stage.endsByEdges();
            for (Written record : written) {
                assertEquals(
                        ends.getOrDefault(record.first(), record.first()),
                        stage.ownerOf(record.id()),
                        () -> "seed " + seed + ", record of " + record.first());
            }
            long stored = 0;
            for (CustomerId customer : customers) {
                stored += stage.purchasesOf(customer);
                assertEquals(
                        ends.getOrDefault(customer, customer),
                        references.leadsTo(customer),
                        () -> "seed " + seed + ": a pointer is not what the edges say");
            }
            assertEquals(written.size(), stored, "seed " + seed);
        }
    }

    private List<Written> write(List<CustomerId> customers, Random random) {
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            CustomerId customer = customers.get(random.nextInt(CUSTOMERS));
            written.add(new Written(untilItPasses(() -> stage.purchase(customer)), customer));
        }
        return written;
    }

    private int merge(List<CustomerId> customers, Random random) {
        int merged = 0;
        for (int i = 0; i < 15; i++) {
            List<CustomerId> members = new ArrayList<>(customers);
            Collections.shuffle(members, random);
            MergeCommand merge = Stage.merge(
                    members.getFirst(),
                    members.subList(1, 2 + random.nextInt(2)).toArray(CustomerId[]::new));
            boolean goesThrough = random.nextInt(4) > 0;
            if (untilItPasses(() -> stage.send(MergeStep.PREPARE, merge))
                            .getFirst()
                            .outcome()
                    == Outcome.REFUSED) {
                continue;
            }
            MergeStep step = goesThrough ? MergeStep.REASSIGN : MergeStep.UNDO;
            untilItPasses(() -> stage.send(step, merge));
            if (random.nextInt(3) == 0) {
                untilItPasses(() -> stage.send(step, merge, merge)); // again, twice in one poll
            }
            merged += goesThrough ? 1 : 0;
        }
        return merged;
    }

    /** As the consumer loop and a client do: a deadlock is tried again. */
    private static <T> T untilItPasses(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!isDeadlock(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isDeadlock(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && "40P01".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
