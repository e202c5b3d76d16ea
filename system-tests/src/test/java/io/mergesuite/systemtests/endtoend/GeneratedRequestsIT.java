package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.endtoend.RequestGenerator.Generated;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ten thousand generated requests over all operations (R-6, API-16): none is a 5xx, and every answer is one that the operation's document
 * tells, in status, media type, body and code. A failure names the request; the same seed ({@code suite.test.seed}) makes the same ones,
 * but for ids.
 */
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedRequestsIT {

    private static final int ALL = 10_000;

    private final RunningSuite suite;
    private final long seed = Long.getLong("suite.test.seed", 6);
    private final List<String> known = new ArrayList<>();
    private MadeUpShop shop;

    GeneratedRequestsIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeAll
    void makeThingsUp() throws Exception {
        shop = new MadeUpShop(suite);
        known.add(shop.id());
        String survivor = idOf(shop.person("Aoki"));
        String source = idOf(shop.person("Aoky"));
        known.addAll(List.of(survivor, source, idOf(shop.company("Tea"))));
        known.addAll(shop.oneOfEach(survivor).values());
        known.add(idOf(shop.merge(survivor, source)));
        for (int i = 0; i < 20; i++) {
            JsonNode person =
                    shop.person("P" + i, Map.of("emails", List.of(Map.of("value", "p" + i + "@example.org"))));
            known.addAll(List.of(
                    idOf(person),
                    person.path("number").asText(),
                    person.path("externalRef").asText()));
        }
        known.add(idOf(shop.client()
                .importFile(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers/imports",
                        "generated",
                        "{}",
                        "{\"kind\": 1}\n",
                        "Prefer",
                        "wait=60")
                .expect(201)));
    }

    @AfterAll
    void closeTheShop() {
        shop.close();
    }

    @TestFactory
    @DisplayName("R-6, API-16: whatever is sent, the answer is a documented one, and no 5xx")
    Stream<DynamicTest> everyOperation() throws Exception {
        List<Operation> operations = suite.documents().operations();
        int each = ALL / operations.size() + 1;
        return operations.stream()
                .map(operation -> dynamicTest(operation.toString(), () -> {
                    var random = new Random(seed * 31 + operation.toString().hashCode());
                    var generator =
                            new RequestGenerator(suite.documents().text(operation.service()), operation, known, random);
                    for (int i = 0; i < each; i++) {
                        Generated request = generator.next();
                        try {
                            Answer answer = request.send(shop.client(), operation);
                            if (answer.status() >= 500) {
                                throw new AssertionError(answer.status() + " " + answer.text());
                            }
                        } catch (AssertionError wrong) {
                            throw new AssertionError(
                                    "request " + i + " of seed " + seed + ": " + operation.method() + " " + request
                                            + ": " + wrong.getMessage(),
                                    wrong);
                        }
                    }
                }));
    }
}
