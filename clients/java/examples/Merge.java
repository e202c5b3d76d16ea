import io.mergesuite.client.customers.CustomersApi;
import io.mergesuite.client.customers.model.CustomerKind;
import io.mergesuite.client.customers.model.CustomerRequest;
import io.mergesuite.client.merges.MergesApi;
import io.mergesuite.client.merges.model.MergeRequest;
import io.mergesuite.client.orders.OrdersApi;
import io.mergesuite.client.orders.model.Line;
import io.mergesuite.client.orders.model.OrderRequest;
import java.net.http.HttpRequest;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes the same person twice with an order of the second, merges them, and shows what became of both.
 *
 * <pre>{@code SUITE_TOKEN=$(./suite token) java -cp 'clients/java/target/classes:clients/java/target/lib/*' clients/java/examples/Merge.java}</pre>
 */
public class Merge {

    private static final String SHOP = "sample";

    public static void main(String[] arguments) throws Exception {
        String token = System.getenv("SUITE_TOKEN");
        Consumer<HttpRequest.Builder> bearer = request -> request.header("Authorization", "Bearer " + token);

        var customersHttp = new io.mergesuite.client.customers.http.ApiClient();
        customersHttp.updateBaseUri(System.getenv().getOrDefault("CUSTOMERS_URL", "http://localhost:8081"));
        var customers = new CustomersApi(customersHttp.setRequestInterceptor(bearer));
        var ordersHttp = new io.mergesuite.client.orders.http.ApiClient();
        ordersHttp.updateBaseUri(System.getenv().getOrDefault("ORDERS_URL", "http://localhost:8082"));
        var orders = new OrdersApi(ordersHttp.setRequestInterceptor(bearer));
        var mergesHttp = new io.mergesuite.client.merges.http.ApiClient();
        mergesHttp.updateBaseUri(System.getenv().getOrDefault("MERGES_URL", "http://localhost:8080"));
        var merges = new MergesApi(mergesHttp.setRequestInterceptor(bearer));

        UUID survivor = customers.createCustomer(person(), key()).getId();
        UUID source = customers.createCustomer(person(), key()).getId();
        UUID order = orders.placeOrder(
                        new OrderRequest()
                                .shopId(SHOP)
                                .customerId(source)
                                .externalRef("W-" + UUID.randomUUID())
                                .placedAt(OffsetDateTime.parse("2026-11-01T09:30:00Z"))
                                .currency("JPY")
                                .addLinesItem(new Line().sku("TEA-1").name("緑茶").quantity(2L).unitPrice(1200L)),
                        key())
                .getId();

        // The answer waits for the end of the merge.
        var merge = merges.createMerge(
                key(),
                new MergeRequest().survivorId(survivor).addSourceIdsItem(source).reason("same person"),
                "wait=30");
        System.out.println("merge " + merge.getState());

        var moved = orders.listOrders(
                OrdersApi.APIListOrdersRequest.newBuilder().customerId(survivor).build());
        boolean there = moved.getItems().stream().anyMatch(found -> found.getId().equals(order));
        System.out.println("the source's order is " + (there ? "the survivor's" : "lost"));

        UUID found = customers.getCustomer(source, true, null).getId();
        System.out.println("the source's id leads to " + (found.equals(survivor) ? "the survivor" : "another"));
    }

    private static CustomerRequest person() {
        return new CustomerRequest()
                .shopId(SHOP)
                .kind(CustomerKind.INDIVIDUAL)
                .externalRef("E-" + UUID.randomUUID())
                .familyName("山田")
                .givenName("花子");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
