package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files out, and in again (API-13, CU-07): for every kind, after a merge has moved what there is. */
@ExtendWith(RunningSuite.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportsIT {

    private static final String CUSTOMERS = "/v1/customers";
    private static final Map<String, Service> KINDS = kinds();

    private final RunningSuite suite;
    private MadeUpShop shop;
    private String survivor;
    private String source;

    ExportsIT(RunningSuite suite) {
        this.suite = suite;
    }

    private static Map<String, Service> kinds() {
        Map<String, Service> kinds = new HashMap<>(MadeUpShop.KINDS);
        kinds.put(CUSTOMERS, Service.CUSTOMER_SERVICE);
        return kinds;
    }

    static List<String> paths() {
        return KINDS.keySet().stream().sorted().toList();
    }

    @BeforeAll
    void fillTheShop() throws Exception {
        shop = new MadeUpShop(suite);
        String company = idOf(shop.client()
                .post(
                        Service.CUSTOMER_SERVICE,
                        CUSTOMERS,
                        Map.of(
                                "shopId",
                                shop.id(),
                                "kind",
                                "CORPORATE",
                                "companyName",
                                "Tea, \"Ltd\"",
                                "externalRef",
                                "C-1"))
                .expect(201));
        survivor = idOf(shop.person(
                "山田",
                Map.of(
                        "birthday", "1990-01-31",
                        "registeredAt", "2019-05-01T00:00:00Z",
                        "notes", "first line\nsecond, with a \"quote\"",
                        "companyIds", List.of(company),
                        "emails",
                                List.of(
                                        Map.of("value", "hanako@example.jp"),
                                        Map.of("value", "h@example.jp", "primary", true)),
                        "phones",
                                List.of(
                                        Map.of("value", "090-1234-5678"),
                                        Map.of("value", "+81 3 1234 5678"),
                                        Map.of("value", "12")),
                        "addresses",
                                List.of(Map.of(
                                        "type",
                                        "HOME",
                                        "country",
                                        "JP",
                                        "postalCode",
                                        "150-0001",
                                        "line1",
                                        "神宮前1-2-3")))));
        source = idOf(shop.person("Yamada"));
        shop.oneOfEach(survivor);
        shop.oneOfEach(source);
        Map<String, Object> dollars = shop.record("/v1/orders", Map.of("customerId", survivor));
        dollars.put("currency", "USD");
        dollars.put(
                "lines",
                List.of(
                        Map.of("sku", "A", "quantity", 2, "unitPrice", 695),
                        Map.of("sku", "B", "name", "Tea; \"green\"", "quantity", -1, "unitPrice", 5)));
        dollars.put(
                "adjustments",
                List.of(
                        Map.of("kind", "SHIPPING", "amount", 500),
                        Map.of("kind", "DISCOUNT", "amount", -100),
                        Map.of("kind", "TAX", "amount", 7)));
        shop.client().post(Service.ORDER_SERVICE, "/v1/orders", dollars).expect(201);
        shop.merge(survivor, source);
        String foreign = idOf(shop.person("Ivanov", Map.of("familyName", "Иванов")));
        shop.oneOfEach(foreign);
    }

    @AfterAll
    void closeTheShop() {
        shop.close();
    }

    @ParameterizedTest
    @MethodSource("paths")
    @DisplayName("API-13: an export has what lists show, each record once and as GET answers it")
    void anExportIsWhole(String kind) throws Exception {
        List<JsonNode> exported = lines(export(kind, ""));
        List<JsonNode> listed = shop.list(KINDS.get(kind), kind);
        listed.sort(Comparator.comparing(MadeUpShop::idOf));
        assertEquals(listed, exported);
        assertEquals(kind.equals(CUSTOMERS) ? 3 : kind.equals("/v1/orders") ? 4 : 3, exported.size());
        for (JsonNode record : exported) {
            assertEquals(
                    shop.client()
                            .get(KINDS.get(kind), kind + "/" + idOf(record))
                            .expect(200),
                    record);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    @DisplayName("CU-07: an export of either format is imported as it is, and changes nothing")
    void anExportComesInAgain(String kind) throws Exception {
        List<JsonNode> before = lines(export(kind, ""));
        for (String format : List.of("NDJSON", "CSV")) {
            JsonNode imported =
                    shop.imported(KINDS.get(kind), kind + "/imports", "{}", export(kind, "?format=" + format));
            int refs = (int) before.stream()
                    .filter(record -> record.hasNonNull("externalRef"))
                    .count();
            assertEquals(
                    refs, imported.path("unchanged").asInt(), format + " " + imported + rejections(kind, imported));
            assertEquals(0, imported.path("rejected").asInt(), format + " " + imported + rejections(kind, imported));
        }
        assertEquals(before, lines(export(kind, "")));
    }

    @Test
    @DisplayName("CU-07: customers go into another shop, equal but for what that shop gives them")
    void customersGoIntoAnotherShop() throws Exception {
        try (MadeUpShop other = new MadeUpShop(suite)) {
            for (String format : List.of("NDJSON", "CSV")) {
                JsonNode imported = other.imported(
                        Service.CUSTOMER_SERVICE,
                        CUSTOMERS + "/imports",
                        "{\"ignore\":[\"shopId\",\"companyIds\"]}",
                        export(CUSTOMERS, "?format=" + format));
                assertEquals(
                        format.equals("NDJSON") ? "3 0" : "0 3",
                        imported.path("created").asInt() + " "
                                + imported.path("unchanged").asInt(),
                        imported::toString);
            }
            assertEquals(
                    withoutOwn(lines(export(CUSTOMERS, ""))),
                    withoutOwn(lines(other.client()
                            .get(Service.CUSTOMER_SERVICE, CUSTOMERS + "/export")
                            .text())));
        }
    }

    @Test
    @DisplayName("CU-07: a line with an id and without externalRef comes back; a changed one changes its record")
    void anEditedExport() throws Exception {
        try (MadeUpShop own = new MadeUpShop(suite)) {
            String known = idOf(own.person("Sato"));
            String unknown = idOf(own.company("Sato Ltd")); // has no externalRef
            String file = own.client()
                    .get(Service.CUSTOMER_SERVICE, CUSTOMERS + "/export")
                    .text();
            JsonNode imported =
                    own.imported(Service.CUSTOMER_SERVICE, CUSTOMERS + "/imports", "{}", file.replace("Sato", "Kato"));
            assertEquals(1, imported.path("updated").asInt(), imported::toString);
            assertEquals(1, imported.path("rejected").asInt(), imported::toString);
            assertEquals("Kato", own.show(known).path("familyName").asText());
            assertEquals("Sato Ltd", own.show(unknown).path("companyName").asText());
            assertEquals(2, own.list(Service.CUSTOMER_SERVICE, CUSTOMERS).size());
        }
    }

    @Test
    @DisplayName("API-13: amounts stand in CSV in major units, and a record in as many rows as its longest list")
    void amountsInMajorUnits() throws Exception {
        List<String> rows = export("/v1/orders", "?format=CSV").lines().toList();
        assertTrue(rows.getFirst().startsWith("\uFEFFid,number,"), rows.getFirst());
        List<String> dollars =
                rows.stream().filter(row -> row.contains(",USD,")).toList();
        assertEquals(3, dollars.size());
        assertTrue(dollars.getFirst().contains(",A,,2,6.95,"), dollars::toString);
        assertTrue(dollars.get(1).contains(",B,\"Tea; \"\"green\"\"\",-1,0.05,"), dollars::toString);
        assertTrue(dollars.get(2).contains(",TAX,,0.07,"), dollars::toString);
        assertTrue(dollars.stream().allMatch(row -> row.contains(",17.92,")), dollars::toString);
    }

    @Test
    @DisplayName(
            "CM-11, API-11: neither the merged-away nor the erased are exported, and through the front door it is the same")
    void whoIsGoneIsNotExported() throws Exception {
        String exported = export(CUSTOMERS, "");
        assertTrue(exported.contains(survivor));
        assertFalse(exported.contains(source));
        Answer throughTheDoor = shop.client().throughTheDoor().get(Service.CUSTOMER_SERVICE, CUSTOMERS + "/export");
        assertEquals(exported, throughTheDoor.text());
    }

    private String export(String kind, String query) throws IOException, InterruptedException {
        Answer answer = shop.client().get(KINDS.get(kind), kind + "/export" + query);
        assertEquals(200, answer.status(), answer::text);
        return answer.text();
    }

    private static List<JsonNode> lines(String ndjson) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ndjson.lines().toList()) {
            lines.add(SuiteClient.JSON.readTree(line));
        }
        return lines;
    }

    private static List<JsonNode> withoutOwn(List<JsonNode> customers) {
        customers.forEach(customer -> ((ObjectNode) customer)
                .remove(List.of(
                        "id",
                        "number",
                        "shopId",
                        "companyIds",
                        "survivor",
                        "mergeId",
                        "version",
                        "createdAt",
                        "updatedAt")));
        customers.sort(
                Comparator.comparing(customer -> customer.path("externalRef").asText()));
        return customers;
    }

    private String rejections(String kind, JsonNode imported) throws IOException, InterruptedException {
        return shop.list(KINDS.get(kind), kind + "/imports/" + idOf(imported) + "/rejections")
                .toString();
    }
}
