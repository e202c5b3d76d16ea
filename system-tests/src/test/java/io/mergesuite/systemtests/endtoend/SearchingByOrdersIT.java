package io.mergesuite.systemtests.endtoend;

import static io.mergesuite.systemtests.endtoend.MadeUpShop.await;
import static io.mergesuite.systemtests.endtoend.MadeUpShop.idOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.Service;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Customers searched by what order-service tells of their orders (CU-05, ADR 17). */
@ExtendWith(RunningSuite.Extension.class)
class SearchingByOrdersIT {

    private static final String ORDERS = "/v1/orders";

    private final RunningSuite suite;
    private MadeUpShop shop;

    SearchingByOrdersIT(RunningSuite suite) {
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
            "CU-05: customers are found with or without orders and by their last one: placed, imported, moved by a merge,"
                    + " come late; and again after the topic and the copies were lost")
    void followsTheOrders() throws Exception {
        String survivor = idOf(shop.person("Sato"));
        String source = idOf(shop.person("Satou"));
        JsonNode imported = shop.person("Suzuki");
        String idle = idOf(shop.person("Tanaka"));
        order(source, "2026-01-01T00:00:00Z");
        order(source, "2026-03-01T00:00:00Z");
        shop.imported(
                Service.ORDER_SERVICE,
                ORDERS + "/imports",
                """
                {"fields": {"externalRef": "ref", "placedAt": "at", "currency": {"constant": "JPY"},
                            "customerExternalRef": "customer", "lines[].sku": "sku", "lines[].name": "sku",
                            "lines[].quantity": {"constant": 1}, "lines[].unitPrice": {"constant": 100}}}""",
                "ref,at,customer,sku\nI-1,2026-02-01T00:00:00Z,%s,TEA-1\n"
                        .formatted(imported.path("externalRef").asText()));

        awaitFound(Map.of("withOrders", true), idOf(imported), source);
        awaitFound(Map.of("withOrders", false), idle, survivor);
        awaitFound(Map.of("lastOrderFrom", "2026-01-01T00:00:00Z"), source, idOf(imported));
        awaitFound(Map.of("lastOrderTo", "2026-02-15T00:00:00Z"), idOf(imported));

        shop.merge(survivor, source);
        awaitFound(Map.of("withOrders", true), idOf(imported), survivor);
        awaitFound(Map.of("withOrders", false), idle);
        awaitFound(Map.of("lastOrderFrom", "2026-01-01T00:00:00Z"), survivor, idOf(imported));
        awaitFound(Map.of("withOrders", false, "status", "MERGED"), source);

        order(source, "2026-04-01T00:00:00Z");
        awaitFound(Map.of("lastOrderFrom", "2026-04-01T00:00:00Z"), survivor);

        try (Admin admin = Admin.create(Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, suite.layout().bootstrapServers()))) {
            admin.deleteTopics(List.of(Topics.ORDER_FACTS.name())).all().get();
        }
        suite.databases().run(Service.CUSTOMER_SERVICE, "DELETE FROM order_copy WHERE shop_id = '" + shop.id() + "'");
        assertEquals(List.of(), found(Map.of("withOrders", true)));
        awaitFound(Map.of("withOrders", true), idOf(imported), survivor);
        awaitFound(Map.of("lastOrderFrom", "2026-04-01T00:00:00Z"), survivor);
        awaitFound(Map.of("withOrders", false), idle);
    }

    private void order(String customer, String placedAt) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(shop.record(ORDERS, Map.of("customerId", customer)));
        body.put("placedAt", placedAt);
        shop.client().post(Service.ORDER_SERVICE, ORDERS, body).expect(201);
    }

    private void awaitFound(Map<String, Object> search, String... ids) throws Exception {
        await(search + " finds " + List.of(ids), () -> found(search).equals(List.of(ids)));
    }

    private List<String> found(Map<String, Object> search) throws IOException, InterruptedException {
        return MadeUpShop.texts(
                shop.client()
                        .post(Service.CUSTOMER_SERVICE, "/v1/customers/search", search)
                        .expect(200)
                        .path("items"),
                "id");
    }
}
