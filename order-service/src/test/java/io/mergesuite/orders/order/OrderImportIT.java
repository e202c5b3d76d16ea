package io.mergesuite.orders.order;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.orders.Await;
import io.mergesuite.orders.Bodies;
import io.mergesuite.orders.CustomerServiceSimulator;
import io.mergesuite.orders.OnTheStack;
import io.mergesuite.orders.SagaDriver;
import io.mergesuite.orders.Storefront;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@OnTheStack
class OrderImportIT {

    private static final String INVOICES = """
            {"groupBy": "Invoice", "timeZone": "Europe/London", "dateFormats": ["yyyy-MM-dd HH:mm:ss"],
             "fields": {
              "externalRef": "Invoice",
              "placedAt": "InvoiceDate",
              "currency": {"constant": "GBP"},
              "customer.kind": {"constant": "INDIVIDUAL"},
              "customer.externalRef": {"column": "Customer ID", "stripSuffix": ".0", "rejectIfEmpty": true},
              "lines[].sku": "StockCode",
              "lines[].name": "Description",
              "lines[].quantity": "Quantity",
              "lines[].unitPrice": "Price"}}""";

    @Inject
    SagaDriver saga;

    @Inject
    ObjectMapper json;

    private final Storefront tokyo = Storefront.of("tokyo");
    private CustomerServiceSimulator customers;

    @BeforeEach
    void open() {
        customers = CustomerServiceSimulator.running();
        saga.open("tokyo");
    }

    @Test
    @DisplayName("API-13, OR-05: lines of an invoice become one order, customers are made once, bad lines come back")
    void invoicesBecomeOrders() {
        String run = UUID.randomUUID().toString().substring(0, 8);
        String file = """
                Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
                A,85048,GLASS BALL,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom
                C,22087,PAPER BUNTING,-12,2009-12-01 10:33:00,2.95,16321.0,Australia
                A,79323P,CHERRY LIGHTS,12,2009-12-01 07:44:00,6.75,13085.0,United Kingdom
                N,22195,HOOK,1,2009-12-01 11:00:00,1.65,,United Kingdom
                P,22195,HOOK,1,2009-12-01 11:00:00,0.001,13085.0,United Kingdom
                B,22195,HOOK,1,2009-12-01 12:00:00,1.65,13085.0,United Kingdom
                """.replaceAll("(?m)^([ACNPB]),", "$1" + run + ",")
                .replace("13085.0", "13085" + run)
                .replace("16321.0", "16321" + run);
        int made = customers.made();

        JsonPath ended = imported("orders", INVOICES, file);

        assertEquals(List.of(3, 2, 0), counts(ended));
        assertEquals(made + 2, customers.made());
        tokyo.get("/v1/orders?externalRef=A" + run)
                .body("items[0].lines.sku", containsInAnyOrder("85048", "79323P"))
                .body("items[0].total", equalTo(12 * 695 + 12 * 675))
                .body("items[0].placedAt", equalTo("2009-12-01T07:44:00Z"))
                .body("items[0].source", equalTo("IMPORT"));
        tokyo.get("/v1/orders?externalRef=C" + run)
                .body("items[0].type", equalTo("RETURN"))
                .body("items[0].total", equalTo(-12 * 295));
        tokyo.get("/v1/orders/imports/" + ended.get("id") + "/rejections")
                .body("items.line", containsInAnyOrder(5, 6))
                .body("items.field", containsInAnyOrder("customer.externalRef", "lines[].unitPrice"));

        // The same file once more changes nothing, a changed order is a conflict.
        assertEquals(List.of(0, 2, 3), counts(imported("orders", INVOICES, file)));
        JsonPath changed =
                imported("orders", INVOICES, file.replace("B" + run + ",22195,HOOK,1", "B" + run + ",22195,HOOK,2"));
        assertEquals(List.of(0, 3, 2), counts(changed));
        tokyo.get("/v1/orders/imports/" + changed.get("id") + "/rejections")
                .body("items.findAll { it.code == 'conflict' }.line", equalTo(List.of(7)));
        tokyo.get("/v1/orders?externalRef=B" + run).body("items[0].lines[0].quantity", equalTo(1));
        assertEquals(made + 2, customers.made());
    }

    @Test
    @DisplayName(
            "OR-05: an order of an unknown customer comes back; one of a merged-away customer is the survivor's (CM-06)")
    void customersAreResolved() throws Exception {
        KnownCustomer survivor = customers.has("tokyo", null);
        KnownCustomer source = customers.has("tokyo", "S-" + UUID.randomUUID());
        MergeCommand merge = saga.merge(
                "tokyo",
                new SurvivorDetails(7, "final", null, null, null, null, null, null, null, null),
                survivor.id(),
                source.id());
        saga.prepare(merge);
        saga.reassign(merge);
        Map<String, Object> late = Bodies.with(
                Bodies.with(
                        Bodies.with(Bodies.order(""), "customerId", null), "customerExternalRef", source.externalRef()),
                "externalRef",
                UUID.randomUUID().toString());
        Map<String, Object> unknown = Bodies.with(
                Bodies.order(UUID.randomUUID()),
                "externalRef",
                UUID.randomUUID().toString());
        String file = json.writeValueAsString(late) + "\n" + json.writeValueAsString(unknown) + "\n";

        JsonPath ended = imported("orders", null, file);

        assertEquals(List.of(1, 1, 0), counts(ended));
        tokyo.get("/v1/orders?externalRef=" + late.get("externalRef"))
                .body("items[0].customerId", equalTo(survivor.id().toString()))
                .body("items[0].formerCustomerId", equalTo(source.id().toString()));
        tokyo.get("/v1/orders/imports/" + ended.get("id") + "/rejections")
                .body("items", hasSize(1))
                .body("items[0].line", equalTo(2))
                .body("items[0].code", equalTo("unknown-customer"));
        assertEquals(List.of(0, 1, 1), counts(imported("orders", null, file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "API-13: subscriptions, reviews and inquiries are imported too; what a merge has rewritten is unchanged")
    void otherRecordsAreImported(String kind) throws Exception {
        KnownCustomer survivor = customers.has("tokyo", null);
        KnownCustomer source = customers.has("tokyo", null);
        String file = json.writeValueAsString(Bodies.with(
                Bodies.body(kind, source.id()), "externalRef", UUID.randomUUID().toString()));
        assertEquals(List.of(1, 0, 0), counts(imported(kind, null, file)));

        MergeCommand merge = saga.merge(
                "tokyo",
                new SurvivorDetails(7, "final", null, null, null, null, null, null, null, null),
                survivor.id(),
                source.id());
        saga.prepare(merge);
        saga.reassign(merge);

        assertEquals(List.of(0, 0, 1), counts(imported(kind, null, file)));
    }

    @ParameterizedTest
    @CsvSource({"orders, orders", "subscriptions, subscription"})
    @DisplayName("OR-05, CM-06: a record that a merge is still to move is unchanged when it comes again")
    void whatIsStillToBeMovedIsUnchanged(String kind, String table) throws Exception {
        KnownCustomer survivor = customers.has("tokyo", null);
        KnownCustomer source = customers.has("tokyo", null);
        String file = json.writeValueAsString(Bodies.with(
                Bodies.body(kind, source.id()), "externalRef", UUID.randomUUID().toString()));
        assertEquals(List.of(1, 0, 0), counts(imported(kind, null, file)));
        MergeCommand merge = saga.merge(
                "tokyo",
                new SurvivorDetails(7, "final", null, null, null, null, null, null, null, null),
                survivor.id(),
                source.id());
        saga.prepare(merge);
        saga.reassign(merge);
        saga.unmove(table, survivor.id(), source.id());

        assertEquals(List.of(0, 0, 1), counts(imported(kind, null, file)));
    }

    @Test
    @DisplayName(
            "OR-05: orders that bring their customers and have no externalRef are imported, a refused one makes none")
    void ordersWithCustomersAndWithoutRefs() throws Exception {
        Map<String, Object> bringing = Bodies.with(
                Bodies.with(Bodies.order(""), "customerId", null),
                "customer",
                Map.of("kind", "INDIVIDUAL", "familyName", "山田"));
        Map<String, Object> refused =
                Bodies.with(bringing, "subscriptionId", UUID.randomUUID().toString());
        int made = customers.made();

        JsonPath ended = imported(
                "orders",
                null,
                json.writeValueAsString(bringing)
                        + "\n"
                        + json.writeValueAsString(bringing)
                        + "\n"
                        + json.writeValueAsString(refused)
                        + "\n");

        assertEquals(List.of(2, 1, 0), counts(ended));
        assertEquals(made + 2, customers.made());
        tokyo.get("/v1/orders/imports/" + ended.get("id") + "/rejections")
                .body("items.line", equalTo(List.of(3)))
                .body("items.code", equalTo(List.of("unknown-subscription")));
    }

    @Test
    @DisplayName("OR-05: while customer-service still makes a customer, the import waits for it")
    void anImportWaitsForACustomerInTheMaking() throws Exception {
        customers.stillMaking(true);
        String file = json.writeValueAsString(Bodies.with(
                Bodies.with(Bodies.order(""), "customerId", null),
                "customer",
                Map.of("kind", "INDIVIDUAL", "familyName", "山田")));

        String path = importing("orders", null, file);
        Await.until(
                "it waits", () -> "unavailable".equals(tokyo.get(path).extract().path("error.code")));
        customers.stillMaking(false);

        assertEquals(List.of(1, 0, 0), counts(ended(path)));
    }

    private static List<Integer> counts(JsonPath ended) {
        return List.of(ended.getInt("created"), ended.getInt("rejected"), ended.getInt("unchanged"));
    }

    private JsonPath imported(String kind, String mapping, String file) {
        return ended(importing(kind, mapping, file));
    }

    private String importing(String kind, String mapping, String file) {
        var request = RestAssured.given()
                .auth()
                .oauth2(TestTokens.full("tokyo"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .multiPart(
                        "file",
                        mapping == null ? "records.ndjson" : "records.csv",
                        file.getBytes(StandardCharsets.UTF_8));
        if (mapping != null) {
            request.multiPart("mapping", mapping, "application/json");
        }
        String location = request.post("/v1/" + kind + "/imports")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        return location.substring(location.indexOf("/v1/"));
    }

    private JsonPath ended(String path) {
        Await.until("the import ends", () -> List.of("COMPLETED", "FAILED").contains(state(path)));
        JsonPath ended = tokyo.get(path).extract().jsonPath();
        assertEquals("COMPLETED", ended.getString("state"), ended.prettify());
        return ended;
    }

    private String state(String path) {
        return tokyo.get(path).statusCode(200).extract().path("state");
    }
}
