package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The generated TypeScript client (API-15): it compiles in strict mode, and a program of a dozen calls drives the suite through it. */
@ExtendWith(RunningSuite.Extension.class)
class TypeScriptClientIT {

    private static final Path CLIENT = Path.of("../clients/typescript");

    private final RunningSuite suite;

    TypeScriptClientIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    @DisplayName(
            "API-15: two customers and an order, merged from TypeScript; problems, redirects and later values are read (API-01, API-03, API-10)")
    void mergesTwoCustomers() throws Exception {
        // Given
        run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
        run(Map.of(), "npm", "run", "--silent", "build");

        // When
        String told = run(
                Map.of(
                        "SUITE_TOKEN", suite.token(Stack.SAMPLE_SHOP),
                        "CUSTOMERS_URL",
                                suite.layout().uri(Service.CUSTOMER_SERVICE).toString(),
                        "ORDERS_URL", suite.layout().uri(Service.ORDER_SERVICE).toString(),
                        "MERGES_URL",
                                suite.layout().uri(Service.MERGE_ORCHESTRATOR).toString()),
                "node",
                "target/dist/examples/merge.js");

        // Then
        assertEquals(
                List.of(
                        "merge COMPLETED",
                        "orders of the survivor: the source's",
                        "the source's id leads to the survivor",
                        "merging the source once more: 409 customer-merged",
                        "a state of a later version: POSTPONED"),
                told.lines().toList());
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command).directory(CLIENT.toFile());
        process.environment().putAll(environment);
        Path errors = CLIENT.resolve("target/errors.log");
        Process running = process.redirectError(errors.toFile()).start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(
                running.waitFor() == 0,
                () -> String.join(" ", command) + ", which needs Node.js 20, has failed; see " + errors + "\n"
                        + output);
        return output;
    }
}
