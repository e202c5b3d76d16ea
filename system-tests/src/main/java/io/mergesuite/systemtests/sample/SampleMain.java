package io.mergesuite.systemtests.sample;

import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./suite sample [--customers N] [--seed S] [--shop ID] [--out FOLDER]}: loads made-up customers and their records into the
 * running suite, or with {@code --out} writes them into files and loads nothing. Ends with 0, with 1 if it can't be done or a line came
 * back, with 2 if it is called wrongly.
 */
public final class SampleMain {

    private static final int CUSTOMERS = 10_000;
    private static final int MISUSED = 2;
    private static final String SHOP_IDS = "[a-z0-9][a-z0-9_-]{0,63}";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private int customers = CUSTOMERS;
    private long seed = 1;
    private String shop = Stack.SAMPLE_SHOP;
    private Path out;

    /** Whether the suite is just being started by {@code ./suite start --sample}. */
    private boolean starting;

    private SampleMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // Names are Japanese and Russian, whatever the machine's language is.
        PrintStream printed = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            SampleMain main = new SampleMain();
            String misuse = main.read(List.of(arguments));
            if (misuse != null) {
                System.err.println(misuse);
                System.exit(MISUSED);
            }
            System.exit(main.run(printed));
        } catch (IllegalStateException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** @return what is wrong with the arguments; null if nothing is */
    private String read(List<String> arguments) {
        List<String> options = new ArrayList<>(arguments);
        starting = options.remove("--starting");
        for (int at = 0; at < options.size(); at += 2) {
            String option = options.get(at);
            if (at + 1 == options.size()) {
                return option + " needs a value";
            }
            String value = options.get(at + 1);
            try {
                switch (option) {
                    case "--customers" -> customers = Integer.parseInt(value);
                    case "--seed" -> seed = Long.parseLong(value);
                    case "--shop" -> shop = value;
                    case "--out" -> out = Path.of(value);
                    default -> {
                        return "sample knows --customers, --seed, --shop and --out, not '" + option + "'";
                    }
                }
            } catch (NumberFormatException e) {
                return option + " must be a whole number, not '" + value + "'";
            }
        }
        if (!shop.matches(SHOP_IDS)) {
            return "--shop must be 1 to 64 characters of a-z, 0-9, _ and -, not '" + shop + "'";
        }
        try {
            sample();
            return null;
        } catch (IllegalArgumentException e) {
            return "sample: " + e.getMessage();
        }
    }

    private Sample sample() {
        return new Sample(seed, customers);
    }

    private int run(PrintStream print) throws IOException, InterruptedException {
        String what = String.format(Locale.ROOT, "%,d customers of seed %d", customers, seed);
        return out == null ? load(what, print) : write(what, print);
    }

    private int write(String what, PrintStream print) throws IOException {
        print.println("Writing " + what + " into " + out);
        Map<Kind, Long> lines = new SampleFiles(sample(), print::println).writeTo(out);
        print.println();
        lines.forEach(
                (kind, count) -> print.printf(Locale.ROOT, "  %-26s %,12d lines%n", kind.word() + ".ndjson", count));
        print.println("  contact-persons.csv        who is whose contact person");
        print.println(
                "  truth.csv                  which records are the same person or company, and why they look so");
        return 0;
    }

    private int load(String what, PrintStream print) throws IOException, InterruptedException {
        StackLayout layout = StackLayout.of(System.getenv());
        Patience patience = new Patience(layout, print::println);
        if (starting) {
            patience.awaitReady();
        } else if (!patience.suiteRuns()) {
            throw new IllegalStateException(
                    "The suite does not run. Start it (./suite start --detach), then repeat the command.");
        }
        print.println("Loading " + what + " into the shop '" + shop + "'");
        String token = layout.mint(
                "sample", List.of(shop), Permissions.ALL, Instant.now().plus(TOKEN_LIFE));
        Map<Kind, SampleLoad.Loaded> loaded;
        int foundDone;
        try (SuiteClient client = new SuiteClient(layout, token, TIMEOUT)) {
            SampleLoad load = new SampleLoad(sample(), shop, client, patience, print::println);
            loaded = load.load();
            foundDone = load.foundDone();
        }
        print.println();
        print.printf("  %-14s %10s %10s %10s %10s %10s%n", "", "new", "changed", "as before", "merged", "came back");
        loaded.forEach((kind, count) -> print.printf(
                Locale.ROOT,
                "  %-14s %,10d %,10d %,10d %,10d %,10d%n",
                kind.word(),
                count.created(),
                count.updated(),
                count.unchanged(),
                count.merged(),
                count.rejected()));
        if (foundDone > 0) {
            print.printf(
                    "%n  %d of the imports were done by an earlier run, and stand here as they ended then.%n",
                    foundDone);
        }
        printWhatNext(layout, print);
        return loaded.values().stream().allMatch(count -> count.rejected() == 0) ? 0 : 1;
    }

    private void printWhatNext(StackLayout layout, PrintStream print) {
        String address = layout.uri(Service.MERGE_ORCHESTRATOR).toString();
        String name = shop.equals(Stack.SAMPLE_SHOP) ? "" : " --shop " + shop;
        print.printf("""

                What next:
                  token=$(./suite token%1$s)
                  curl -sS -H "Authorization: Bearer $token" '%2$s/v1/customers?limit=5'
                  ./suite demo                      the main job, step by step, in a shop of its own
                  ./suite sample --customers %3$d --seed %4$d --out FOLDER
                                                    the same as files, with truth.csv: which records are the same person
                """, name, address, customers, seed);
    }
}
