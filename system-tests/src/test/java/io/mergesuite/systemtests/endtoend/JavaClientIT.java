package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.client.customers.CustomersApi;
import io.mergesuite.client.customers.model.CustomerAnswer;
import io.mergesuite.client.customers.model.CustomerKind;
import io.mergesuite.client.customers.model.CustomerRequest;
import io.mergesuite.client.customers.model.Redirect;
import io.mergesuite.client.merges.MergesApi;
import io.mergesuite.client.merges.model.MergeAnswer;
import io.mergesuite.client.merges.model.MergeRequest;
import io.mergesuite.client.merges.model.MergeState;
import io.mergesuite.client.merges.model.Problem;
import io.mergesuite.client.orders.OrdersApi;
import io.mergesuite.client.orders.model.Line;
import io.mergesuite.client.orders.model.OrderAnswer;
import io.mergesuite.client.orders.model.OrderRequest;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The suite as a storefront's backend sees it: through the generated Java client alone (API-15). */
@ExtendWith(RunningSuite.Extension.class)
class JavaClientIT {

    private static final String WAIT = "wait=30";

    private final RunningSuite suite;
    private final CustomersApi customers;
    private final OrdersApi orders;
    private final MergesApi merges;
    private final io.mergesuite.client.merges.http.ApiClient mergesHttp;
    private final io.mergesuite.client.customers.http.ApiClient customersHttp;

    JavaClientIT(RunningSuite suite) {
        this.suite = suite;
        String token = suite.token(Stack.SAMPLE_SHOP);
        Consumer<HttpRequest.Builder> bearer = request -> request.header("Authorization", "Bearer " + token);
        customersHttp = new io.mergesuite.client.customers.http.ApiClient();
        customersHttp.updateBaseUri(suite.layout().uri(Service.CUSTOMER_SERVICE).toString());
        customers = new CustomersApi(customersHttp.setRequestInterceptor(bearer));
        var ordersHttp = new io.mergesuite.client.orders.http.ApiClient();
        ordersHttp.updateBaseUri(suite.layout().uri(Service.ORDER_SERVICE).toString());
        orders = new OrdersApi(ordersHttp.setRequestInterceptor(bearer));
        mergesHttp = new io.mergesuite.client.merges.http.ApiClient();
        mergesHttp.updateBaseUri(suite.layout().uri(Service.MERGE_ORCHESTRATOR).toString());
        merges = new MergesApi(mergesHttp.setRequestInterceptor(bearer));
    }

    @Test
    @DisplayName(
            "API-15: two customers and an order, merged: the order is the survivor's, and the source's id says where to go (CM-05, API-10)")
    void mergesTwoCustomers() throws Exception {
        // Given
        UUID survivor = customer().getId();
        UUID source = customer().getId();
        UUID order = orderOf(source).getId();

        // When
        MergeAnswer merge = merges.createMerge(key(), sameAs(survivor, source), WAIT);

        // Then
        assertEquals(MergeState.COMPLETED, merge.getState());
        assertEquals(MergeState.COMPLETED, merges.getMerge(merge.getId()).getState());
        List<OrderAnswer> found = orders.listOrders(OrdersApi.APIListOrdersRequest.newBuilder()
                        .customerId(survivor)
                        .build())
                .getItems();
        assertEquals(List.of(order), found.stream().map(OrderAnswer::getId).toList());
        assertEquals(source, found.getFirst().getFormerCustomerId());

        var gone = assertThrows(
                io.mergesuite.client.customers.http.ApiException.class,
                () -> customers.getCustomer(source, null, null));
        assertEquals(307, gone.getCode());
        Redirect redirect = customersHttp.getObjectMapper().readValue(gone.getResponseBody(), Redirect.class);
        assertEquals(survivor, redirect.getMergedInto());
        assertEquals(merge.getId(), redirect.getMergeId());
        URI location =
                URI.create(gone.getResponseHeaders().firstValue("Location").orElseThrow());
        assertEquals("/v1/customers/" + survivor, location.getPath());
        assertEquals(survivor, customers.getCustomer(source, true, null).getId());
    }

    @Test
    @DisplayName("API-03: a refusal is read as a problem with a code: a merged-away customer can't be merged again")
    void readsProblems() throws Exception {
        // Given
        UUID survivor = customer().getId();
        UUID source = customer().getId();
        UUID third = customer().getId();
        merges.createMerge(key(), sameAs(survivor, source), WAIT);

        // When
        var refused = assertThrows(
                io.mergesuite.client.merges.http.ApiException.class,
                () -> merges.createMerge(key(), sameAs(third, source), WAIT));

        // Then
        assertEquals(409, refused.getCode());
        Problem problem = mergesHttp.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
        assertEquals("customer-merged", problem.getCode());
        assertEquals(409, problem.getStatus());
    }

    @Test
    @DisplayName("API-01: a value and a field that a later version adds are no error to the client of today")
    void acceptsWhatIsAdded() throws Exception {
        // Given
        MergeAnswer merge =
                merges.createMerge(key(), sameAs(customer().getId(), customer().getId()), WAIT);
        ObjectNode later = mergesHttp.getObjectMapper().valueToTree(merge);
        later.put("state", "POSTPONED").put("mood", "good");

        // When
        MergeAnswer read = mergesHttp.getObjectMapper().treeToValue(later, MergeAnswer.class);

        // Then
        assertEquals(MergeState.UNKNOWN_DEFAULT_OPEN_API, read.getState());
        assertEquals(merge.getId(), read.getId());
    }

    @Test
    @DisplayName("API-15: the example of the guide for storefronts runs as it is told there")
    void exampleRuns() throws Exception {
        // Given
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                "clients/java/target/classes:clients/java/target/lib/*",
                "clients/java/examples/Merge.java");
        process.environment()
                .putAll(Map.of(
                        "SUITE_TOKEN", suite.token(Stack.SAMPLE_SHOP),
                        "CUSTOMERS_URL",
                                suite.layout().uri(Service.CUSTOMER_SERVICE).toString(),
                        "ORDERS_URL", suite.layout().uri(Service.ORDER_SERVICE).toString(),
                        "MERGES_URL",
                                suite.layout().uri(Service.MERGE_ORCHESTRATOR).toString()));

        // When
        Process example = process.directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertEquals(
                List.of(
                        "merge COMPLETED",
                        "the source's order is the survivor's",
                        "the source's id leads to the survivor"),
                told.lines().toList());
        assertEquals(0, example.waitFor());
    }

    private CustomerAnswer customer() throws Exception {
        return customers.createCustomer(
                new CustomerRequest()
                        .shopId(Stack.SAMPLE_SHOP)
                        .kind(CustomerKind.INDIVIDUAL)
                        .externalRef("J-" + UUID.randomUUID())
                        .familyName("山田")
                        .givenName("花子"),
                key());
    }

    private OrderAnswer orderOf(UUID customer) throws Exception {
        return orders.placeOrder(
                new OrderRequest()
                        .shopId(Stack.SAMPLE_SHOP)
                        .customerId(customer)
                        .externalRef("W-" + UUID.randomUUID())
                        .placedAt(OffsetDateTime.parse("2026-11-01T09:30:00Z"))
                        .currency("JPY")
                        .addLinesItem(
                                new Line().sku("TEA-1").name("緑茶").quantity(2L).unitPrice(1200L)),
                key());
    }

    private static MergeRequest sameAs(UUID survivor, UUID source) {
        return new MergeRequest().survivorId(survivor).addSourceIdsItem(source).reason("same person");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
