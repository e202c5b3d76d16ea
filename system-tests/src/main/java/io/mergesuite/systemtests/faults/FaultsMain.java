package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.StackLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * {@code ./suite faults [--rounds N] [--seed S]}: starts a stack of its own ({@code SUITE_DATA}, default {@code .suite/faults}, emptied
 * first; {@code SUITE_PORT}, default 28080), runs {@link FaultRun}, prints what it found and writes {@code faults.json} there. Ends with 1
 * if anything does not hold; the data folder stays as it is then. Twenty rounds, and more, have to hit every crash point; fewer show how far
 * they came.
 */
public final class FaultsMain {

    private static final int ROUNDS = 20;
    /** A round; enough for one that takes long. Without customers a round asks for no merges and shows nothing. */
    private static final int CUSTOMERS = 1_000;

    private static final int LEAST_MERGES = 55;
    private static final int ORDERS_PER_SECOND = 8;

    private FaultsMain() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = ROUNDS;
        long seed = new Random().nextInt(1_000_000);
        try {
            for (int i = 0; i < arguments.length; i += 2) {
                switch (arguments[i]) {
                    case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
                    case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("faults knows --rounds N and --seed S");
            System.exit(2);
        }
        Map<String, String> environment = System.getenv();
        Path data =
                Path.of(environment.getOrDefault("SUITE_DATA", ".suite/faults")).toAbsolutePath();
        int port = Integer.parseInt(environment.getOrDefault("SUITE_PORT", "28080"));
        System.out.printf("%d rounds, seed %d, data in %s%n", rounds, seed, data);
        FaultReport report = FaultRun.run(
                new StackLayout(data, port),
                new FaultRun.Options(rounds, seed, rounds >= ROUNDS, CUSTOMERS, LEAST_MERGES, ORDERS_PER_SECOND),
                System.out::println);
        report.print(System.out);
        Path json = data.resolve("faults.json");
        report.write(json);
        System.out.println("written: " + json);
        if (!report.holds()) {
            System.out.println("Look at " + data.resolve("logs") + " and " + data.resolve("journal.ndjson")
                    + "; ./suite faults --seed " + seed + " makes the same choices again.");
            System.exit(1);
        }
    }
}
