package io.mergesuite.systemtests.demo;

import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code ./suite demo}: tells the main job in the running suite, in a shop of its own. Ends with 0, with 1 if the suite does not run or
 * answers otherwise than told, with 2 if it is called wrongly.
 */
public final class DemoMain {

    private static final String SHOP = "demo";
    private static final int MISUSED = 2;
    private static final int RADIX = 36;
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private DemoMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0) {
            System.err.println("demo takes no options, such as '" + arguments[0] + "'");
            System.exit(MISUSED);
        }
        // Names are Japanese, whatever the machine's language is.
        PrintStream print = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            tell(print);
        } catch (IllegalStateException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void tell(PrintStream print) throws IOException, InterruptedException {
        StackLayout layout = StackLayout.of(System.getenv());
        Patience patience = new Patience(layout, print::println);
        if (!patience.suiteRuns()) {
            throw new IllegalStateException(
                    "The suite does not run. Start it (./suite start --detach), then repeat the command.");
        }
        patience.awaitReady();
        String token = layout.mint(
                "demo", List.of(SHOP), Permissions.ALL, Instant.now().plus(TOKEN_LIFE));
        print.printf("""
                The main job on a few people, in the shop '%s'. Each request below is a real one, to the front door
                %s, and each answer what came back, shortened.
                """, SHOP, layout.uri(Service.MERGE_ORCHESTRATOR));
        try (SuiteClient client = new SuiteClient(layout, token, TIMEOUT).throughTheDoor()) {
            // Each run has people of its own, so it tells the same however often it is run.
            String run = Long.toString(Instant.now().getEpochSecond(), RADIX);
            Demo.Ended ended = new Demo(SHOP, run, client, patience, print::println).tell();
            print.printf("""

                    What next:
                      token=$(./suite token --shop %1$s)
                      curl -sS -H "Authorization: Bearer $token" '%2$s/v1/customers/%3$s?showMerged=true'
                                                    what the merged-away record said
                      ./suite sample                ten thousand people to try it on
                      docs/guides/merging.md        policies, many merges at once, what callers see
                    """, SHOP, layout.uri(Service.MERGE_ORCHESTRATOR), ended.source());
        }
    }
}
