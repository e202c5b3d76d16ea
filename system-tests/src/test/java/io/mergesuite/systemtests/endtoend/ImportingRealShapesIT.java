package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Files shaped as those that people bring, with made-up rows, through the mappings that the guide to imports shows (CU-07, API-13).
 */
@ExtendWith(RunningSuite.Extension.class)
class ImportingRealShapesIT {

    private static final Path GUIDE = Path.of("../docs/guides/imports.md");
    private static final Pattern JSON_BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final String CUSTOMERS = "/v1/customers/imports";
    private static final String ORDERS = "/v1/orders/imports";

    /** Names in one column and in two, birthdays of many kinds, two lines that come back. */
    private static final String PEOPLE = """
            DATA_SOURCE,RECORD_ID,PRIMARY_NAME_FULL,PRIMARY_NAME_ORG,PRIMARY_NAME_LAST,PRIMARY_NAME_FIRST,PRIMARY_NAME_MIDDLE,\
            NATIVE_NAME_FULL,SECONDARY_NAME_ORG,DATE_OF_BIRTH,EMAIL_ADDRESS,ADDR_FULL,ADDR_LINE1,ADDR_CITY,ADDR_STATE,\
            ADDR_POSTAL_CODE,ADDR_COUNTRY,PHONE_NUMBER,RECORD_TYPE,AMOUNT,DATE
            SHOP,p1,,,Miller,Ann,Lee,,,12/11/1978,ann@example.org,"1 Elm Road, Springfield",,,,,,702-555-0101,PERSON,10,1/2/18
            SHOP,p2,Ann Miller,,,,,,,4/2/31,,,1 Elm Road,Springfield,NV,89132,,,PERSON,20,3/4/19
            SHOP,p3,,,,,,山田 花子,,24-May-11,,,,,,,Singapore,,PERSON,30,5/6/20
            SHOP,p4,,Elm Trading,,,,,,,,,,,,,Germany,,ORGANIZATION,40,7/8/21
            SHOP,p5,,,Miller,Bob,,,,the other day,,,,,,,,,PERSON,50,9/9/21
            SHOP,p6,,,Miller,Cid,,,,1997-11-12,,,,,,,,,ROBOT,60,9/9/21
            SHOP,p1,,,Miller,Ann,Lee,,,12/11/1978,ann@example.org,"1 Elm Road, Springfield",,,,,,702-555-0101,PERSON,10,1/2/18
            """;

    /** Rows of invoices apart from each other, a return, a row without a customer, a price finer than a penny. */
    private static final String INVOICES = """
            Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
            900001,T1,RED TEAPOT,12,2010-03-01 07:50:00,6.95,20001.0,United Kingdom
            900002,T2,BLUE CUP,2,2010-03-01 08:00:00,1.25,20002.0,France
            900001,T3,"TRAY, ROUND",3,2010-03-01 07:45:00,2.10,20001.0,United Kingdom
            C900003,T1,RED TEAPOT,-1,2010-03-02 09:00:00,6.95,20001.0,United Kingdom
            900004,T4,SAUCER,1,2010-03-02 10:00:00,0.85,,United Kingdom
            900005,T5,SPOON,100,2010-03-02 11:00:00,0.001,20002.0,France
            900005,T2,BLUE CUP,1,2010-03-02 11:00:00,1.25,20002.0,France
            900006,T2,BLUE CUP,4,2010-07-02 11:00:00,1.25,20002.0,France
            """;

    private final RunningSuite suite;
    private MadeUpShop shop;

    ImportingRealShapesIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openShop() throws Exception {
        shop = new MadeUpShop(suite);
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    @Test
    @DisplayName(
            "CU-07: people and companies with names and dates of many kinds; bad lines come back with field and reason")
    void people() throws Exception {
        JsonNode started = shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mappingWith("\"RECORD_ID\""), PEOPLE);

        assertCounts(started, Map.of("read", 7, "created", 4, "unchanged", 1, "rejected", 2));
        Map<String, JsonNode> byRef = new HashMap<>();
        shop.list(Service.CUSTOMER_SERVICE, "/v1/customers")
                .forEach(customer -> byRef.put(customer.path("externalRef").asText(), customer));
        assertEquals(Set.of("p1", "p2", "p3", "p4"), byRef.keySet());
        assertPerson(byRef.get("p1"), "Miller", "Ann Lee", "1978-12-11");
        assertPerson(byRef.get("p2"), "Miller", "Ann", "1931-04-02");
        assertPerson(byRef.get("p3"), "山田", "花子", "2011-05-24");
        assertEquals("Elm Trading", byRef.get("p4").path("companyName").asText());
        assertEquals("CORPORATE", byRef.get("p4").path("kind").asText());
        assertEquals(
                "1 Elm Road, Springfield",
                byRef.get("p1").at("/addresses/0/line1").asText());
        assertEquals("SG", byRef.get("p3").at("/addresses/0/country").asText());
        List<JsonNode> rejections = rejections(Service.CUSTOMER_SERVICE, CUSTOMERS, started);
        assertEquals(List.of("6 birthday no-date", "7 kind unknown-value"), told(rejections));
    }

    @Test
    @DisplayName("CU-07, API-13: the file of what came back is mended and sent again with the same mapping")
    void whatCameBackIsMended() throws Exception {
        String mapping = mappingWith("\"RECORD_ID\"");
        JsonNode started = shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mapping, PEOPLE);
        Answer results = shop.client().get(Service.CUSTOMER_SERVICE, CUSTOMERS + "/" + idOf(started) + "/results");
        assertEquals(200, results.status(), results::text);

        String mended = results.text().replace("the other day", "1990-01-31").replace("ROBOT", "PERSON");
        JsonNode again = shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mapping, mended);

        assertCounts(again, Map.of("read", 2, "created", 2, "rejected", 0));
        assertEquals(6, shop.list(Service.CUSTOMER_SERVICE, "/v1/customers").size());
    }

    @Test
    @DisplayName("CU-07: an empty cell leaves what a customer has, with a default of null it clears it")
    void anEmptyCell() throws Exception {
        String mapping = """
                {"fields": {"externalRef": "ref", "kind": {"constant": "INDIVIDUAL"}, "familyName": "name",
                            "birthday": {"column": "born"%s}}}""";
        String empty = "ref,name,born\ne1,Miller,\n";
        shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mapping.formatted(""), empty + "e2,Bell,1990-01-31\n");
        JsonNode left = shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mapping.formatted(""), empty + "e2,Bell,\n");
        assertCounts(left, Map.of("unchanged", 2));

        JsonNode cleared = shop.imported(
                Service.CUSTOMER_SERVICE, CUSTOMERS, mapping.formatted(", \"default\": null"), empty + "e2,Bell,\n");

        assertCounts(cleared, Map.of("updated", 1, "unchanged", 1));
        shop.list(Service.CUSTOMER_SERVICE, "/v1/customers")
                .forEach(customer -> assertFalse(customer.hasNonNull("birthday"), customer::toString));
    }

    @Test
    @DisplayName(
            "CU-07, OR-01: rows of an invoice are one order, a C invoice is a return, customers are made of their numbers")
    void invoices() throws Exception {
        JsonNode started = shop.imported(Service.ORDER_SERVICE, ORDERS, mappingWith("\"groupBy\""), INVOICES);

        assertCounts(started, Map.of("read", 8, "created", 4, "rejected", 3));
        Map<String, JsonNode> byRef = new HashMap<>();
        shop.list(Service.ORDER_SERVICE, "/v1/orders")
                .forEach(order -> byRef.put(order.path("externalRef").asText(), order));
        assertEquals(Set.of("900001", "900002", "C900003", "900006"), byRef.keySet());
        JsonNode apart = byRef.get("900001");
        assertEquals("2010-03-01T07:45:00Z", apart.path("placedAt").asText());
        assertEquals(12 * 695 + 3 * 210, apart.path("total").asLong());
        assertEquals(List.of("RED TEAPOT", "TRAY, ROUND"), texts(apart.path("lines"), "name"));
        assertEquals("ORDER", apart.path("type").asText());
        assertEquals("GBP", apart.path("currency").asText());
        assertEquals("RETURN", byRef.get("C900003").path("type").asText());
        assertEquals(-695, byRef.get("C900003").path("total").asLong());
        // London is an hour ahead in July.
        assertEquals(
                "2010-07-02T10:00:00Z", byRef.get("900006").path("placedAt").asText());
        assertEquals(Set.of("20001", "20002"), refsOfCustomers());
        List<JsonNode> rejections = rejections(Service.ORDER_SERVICE, ORDERS, started);
        assertEquals(
                List.of(
                        "6 customer.externalRef empty",
                        "7 lines[].unitPrice finer-than-minor-unit",
                        "8  record-rejected"),
                told(rejections));
    }

    @Test
    @DisplayName(
            "CU-06, CU-07, CM-06: after a merge old refs change nothing, and orders that name them are the survivor's")
    void importsAfterAMerge() throws Exception {
        shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mappingWith("\"RECORD_ID\""), PEOPLE);
        Map<String, JsonNode> byRef = new HashMap<>();
        shop.list(Service.CUSTOMER_SERVICE, "/v1/customers")
                .forEach(customer -> byRef.put(customer.path("externalRef").asText(), customer));
        String survivor = idOf(byRef.get("p1"));
        String source = idOf(byRef.get("p2"));
        shop.merge(survivor, source);

        JsonNode again = shop.imported(Service.CUSTOMER_SERVICE, CUSTOMERS, mappingWith("\"RECORD_ID\""), PEOPLE);
        JsonNode orders = shop.imported(
                Service.ORDER_SERVICE,
                ORDERS,
                mappingWith("\"groupBy\""),
                INVOICES.replace("20001.0", "p2").replace("20002.0", "p1"));

        assertCounts(again, Map.of("created", 0, "updated", 0, "merged", 1, "unchanged", 4));
        List<JsonNode> merged = shop.list(Service.CUSTOMER_SERVICE, CUSTOMERS + "/" + idOf(again) + "/merged");
        assertEquals(1, merged.size());
        assertEquals(3, merged.getFirst().path("line").asInt());
        assertTrue(
                merged.getFirst()
                        .toString()
                        .contains(byRef.get("p1").path("number").asText()),
                merged.getFirst()::toString);
        assertCounts(orders, Map.of("created", 4));
        for (JsonNode order : shop.list(Service.ORDER_SERVICE, "/v1/orders")) {
            assertEquals(survivor, order.path("customerId").asText());
        }
        assertEquals(
                2,
                shop.list(Service.ORDER_SERVICE, "/v1/orders?formerCustomerId=" + source)
                        .size());
    }

    @Test
    @DisplayName(
            "API-04, API-13: the same file under the same key is the same import, and under another changes nothing")
    void repeatedImports() throws Exception {
        String key = UUID.randomUUID().toString();
        String mapping = mappingWith("\"groupBy\"");
        JsonNode first = shop.client()
                .importFile(Service.ORDER_SERVICE, ORDERS, key, mapping, INVOICES, "Prefer", "wait=60")
                .expect(201);
        JsonNode again = shop.client()
                .importFile(Service.ORDER_SERVICE, ORDERS, key, mapping, INVOICES, "Prefer", "wait=60")
                .expect(201);
        JsonNode other = shop.imported(Service.ORDER_SERVICE, ORDERS, mapping, INVOICES);

        assertEquals(idOf(first), idOf(again));
        assertCounts(other, Map.of("created", 0, "unchanged", 4, "rejected", 3));
        assertEquals(4, shop.list(Service.ORDER_SERVICE, "/v1/orders").size());
    }

    private List<JsonNode> rejections(Service service, String path, JsonNode started)
            throws IOException, InterruptedException {
        return shop.list(service, path + "/" + idOf(started) + "/rejections");
    }

    private Set<String> refsOfCustomers() throws IOException, InterruptedException {
        return new HashSet<>(shop.list(Service.CUSTOMER_SERVICE, "/v1/customers").stream()
                .map(customer -> customer.path("externalRef").asText())
                .toList());
    }

    private static List<String> told(List<JsonNode> rejections) {
        return rejections.stream()
                .map(rejection -> rejection.path("line").asText() + " "
                        + rejection.path("field").asText() + " "
                        + rejection.path("code").asText())
                .toList();
    }

    private static void assertCounts(JsonNode started, Map<String, Integer> counts) {
        counts.forEach((name, count) -> assertEquals(count, started.path(name).asInt(), () -> name + " of " + started));
    }

    private static void assertPerson(JsonNode customer, String familyName, String givenName, String birthday) {
        assertEquals(familyName, customer.path("familyName").asText());
        assertEquals(givenName, customer.path("givenName").asText());
        assertEquals(birthday, customer.path("birthday").asText());
    }

    /** The mapping of the guide in which these words stand. */
    private static String mappingWith(String words) throws IOException {
        return JSON_BLOCK
                .matcher(Files.readString(GUIDE))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no mapping in the guide has " + words));
    }
}
