package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An import goes on by itself when a service is killed in the middle of it, and each row takes effect once (CU-07, API-13). */
@ExtendWith(RunningSuite.Extension.class)
class KilledDuringAnImportIT {

    private static final String PATH = "/v1/orders/imports";
    private static final int INVOICES = 8_000;
    private static final int CUSTOMERS = 200;

    private static final String MAPPING = """
            {"groupBy": "Invoice", "dateFormats": ["M/d/yy H:mm"], "timeZone": "Europe/London",
             "fields": {
              "externalRef": "Invoice", "placedAt": "InvoiceDate", "currency": {"constant": "GBP"},
              "customer.kind": {"constant": "INDIVIDUAL"},
              "customer.externalRef": {"column": "Customer ID", "stripSuffix": ".0", "rejectIfEmpty": true},
              "lines[].sku": "StockCode", "lines[].name": "Description", "lines[].quantity": "Quantity",
              "lines[].unitPrice": "Price"}}
            """;

    private final RunningSuite suite;
    private MadeUpShop shop;

    KilledDuringAnImportIT(RunningSuite suite) {
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
    @DisplayName("CU-07, API-13: killing order-service and customer-service loses no order and doubles none")
    void nothingIsLostAndNothingDoubled() throws Exception {
        String started = shop.startImport(Service.ORDER_SERVICE, PATH, MAPPING, invoices());
        String job = PATH + "/" + started;
        // In the middle: some orders are in, and not all.
        await("the first orders are in", () -> orders() > 0);
        kill(Service.ORDER_SERVICE);
        long inAtTheKill = orders();
        await("more orders are in", () -> orders() > inAtTheKill);
        kill(Service.CUSTOMER_SERVICE);

        JsonNode ended = shop.endedImport(Service.ORDER_SERVICE, PATH, started);

        assertTrue(inAtTheKill < INVOICES, () -> "the kill came too late, at " + inAtTheKill);
        assertEquals(2L * INVOICES, ended.path("read").asLong(), ended::toString);
        assertEquals(INVOICES, ended.path("created").asLong(), ended::toString);
        assertEquals(0, ended.path("rejected").asLong(), ended::toString);
        assertEquals(INVOICES, orders());
        assertEquals(
                INVOICES,
                suite.databases()
                        .number(
                                Service.ORDER_SERVICE,
                                "SELECT count(DISTINCT external_ref) FROM orders WHERE shop_id = '" + shop.id() + "'"));
        assertEquals(
                CUSTOMERS,
                suite.databases()
                        .number(
                                Service.CUSTOMER_SERVICE,
                                "SELECT count(*) FROM customer WHERE shop_id = '" + shop.id() + "'"));
        assertEquals(
                ended,
                shop.client().get(Service.ORDER_SERVICE, job).expect(200),
                "an import that has ended stays as it is");
    }

    private long orders() throws SQLException {
        return suite.databases()
                .number(Service.ORDER_SERVICE, "SELECT count(*) FROM orders WHERE shop_id = '" + shop.id() + "'");
    }

    /** Kills a service at once, and waits until its supervisor has started it again and it is ready. */
    private void kill(Service service) throws Exception {
        ProcessHandle process = suite.layout().process(service.id()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        try (SuiteClient anyone = suite.bearer("")) {
            await(service.id() + " is back", () -> {
                try {
                    return anyone.get(service, "/q/health/ready").status() == 200;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    /** Two rows of each invoice, half a file apart. */
    private static String invoices() {
        StringBuilder rows =
                new StringBuilder("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n");
        for (String item : new String[] {"T1,RED TEAPOT,12,12/1/09 7:45,6.95", "T2,BLUE CUP,2,12/1/09 7:46,1.25"}) {
            for (int i = 0; i < INVOICES; i++) {
                rows.append(100_000 + i)
                        .append(',')
                        .append(item)
                        .append(',')
                        .append(13_000 + i % CUSTOMERS)
                        .append(".0,United Kingdom\n");
            }
        }
        return rows.toString();
    }
}
