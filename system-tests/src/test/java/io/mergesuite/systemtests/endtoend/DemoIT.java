package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.demo.Demo;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code ./suite demo} tells is what the suite has stored. */
@ExtendWith(RunningSuite.Extension.class)
class DemoIT {

    private final RunningSuite suite;
    private MadeUpShop shop;

    DemoIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openShop() throws Exception {
        shop = new MadeUpShop(suite, SuiteClient::throughTheDoor);
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    @Test
    @DisplayName("CM-05, API-10: the demo tells the truth, and tells it again when it is run again in its shop")
    void tellsTheTruth() throws Exception {
        List<String> shapes = new ArrayList<>();
        Set<String> survivors = Set.of();
        for (String run : List.of("one", "two")) {
            // When
            List<String> lines = new ArrayList<>();
            Demo.Ended ended = new Demo(
                            shop.id(), run, shop.client(), new Patience(suite.layout(), line -> {}), lines::add)
                    .tell();

            // Then
            String told = String.join("\n", lines);
            JsonNode merge = shop.ended(ended.merge());
            assertEquals("COMPLETED", merge.path("state").asText());
            assertEquals(ended.survivor(), merge.path("survivorId").asText());
            assertTrue(told.contains(merge.path("result").toString()), told);
            assertEquals(
                    Set.of(run + "-O1", run + "-O2", run + "-O3", run + "-O5"),
                    refs(shop.list(Service.ORDER_SERVICE, "/v1/orders?customerId=" + ended.survivor())));
            assertEquals(
                    Set.of(run + "-O2", run + "-O3", run + "-O5"),
                    refs(shop.list(Service.ORDER_SERVICE, "/v1/orders?formerCustomerId=" + ended.source())));
            JsonNode late = shop.record("/v1/orders", ended.lateOrder());
            assertEquals(ended.survivor(), late.path("customerId").asText());
            assertTrue(told.contains("\"formerCustomerId\":\"" + ended.source() + "\""), told);
            String location = shop.client()
                    .get(Service.CUSTOMER_SERVICE, "/v1/customers/" + ended.source())
                    .header("Location");
            assertTrue(lines.contains("   Location: " + location), told);
            assertFalse(survivors.contains(ended.survivor()), "the second run has met the first one's people");
            survivors = Set.of(ended.survivor());
            shapes.add(lines.stream()
                    .filter(line -> line.matches("\\d+\\. .*|   [<] \\d+.*"))
                    .map(line -> line.replaceAll("\\{.*", ""))
                    .collect(Collectors.joining("\n")));
        }
        assertEquals(shapes.get(0), shapes.get(1));
    }

    private static Set<String> refs(List<JsonNode> records) {
        return records.stream()
                .map(record -> record.path("externalRef").asText())
                .collect(Collectors.toSet());
    }
}
