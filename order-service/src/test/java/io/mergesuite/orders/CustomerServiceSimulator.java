package io.mergesuite.orders;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.quarkus.arc.Arc;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * customer-service as far as this service calls it: the lookup, and the creation of a customer with its idempotency key. The
 * real one is another process; the system tests have it. {@link #stop} makes it unreachable.
 */
public final class CustomerServiceSimulator {

    private static final CustomerServiceSimulator RUNNING = new CustomerServiceSimulator();
    private final Map<CustomerId, KnownCustomer> customers = new ConcurrentHashMap<>();
    private final Map<String, Creation> creations = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger(10_000);
    private final AtomicInteger lookups = new AtomicInteger();
    private final ObjectMapper json =
            Arc.container().instance(ObjectMapper.class).get();
    private volatile boolean stillMaking;
    private HttpServer server;

    private record Creation(String body, CustomerId made) {}

    private CustomerServiceSimulator() {}

    /** The one of this JVM, listening where the service under test expects customer-service. */
    public static CustomerServiceSimulator running() {
        RUNNING.start();
        return RUNNING;
    }

    /** A customer that exists there, and that the service under test has not heard of. */
    public KnownCustomer has(String shop, String externalRef) {
        KnownCustomer customer = new KnownCustomer(
                CustomerId.next(),
                Integer.toString(numbers.incrementAndGet()),
                externalRef,
                new ShopId(shop),
                CustomerKind.INDIVIDUAL,
                CustomerStatus.ACTIVE,
                null,
                false,
                1,
                Instant.EPOCH);
        customers.put(customer.id(), customer);
        return customer;
    }

    /** Whether the first try of every creation is still running. */
    public void stillMaking(boolean is) {
        stillMaking = is;
    }

    /** How often it was asked. */
    public int lookups() {
        return lookups.get();
    }

    /** How many customers were made on request. */
    public int made() {
        return creations.size();
    }

    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            URI address = URI.create(ConfigProvider.getConfig().getValue("suite.customer-service.url", String.class));
            server = HttpServer.create(new InetSocketAddress(address.getHost(), address.getPort()), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/internal/customers/lookup", exchange -> answered(exchange, this::lookup));
            server.createContext("/v1/customers", exchange -> answered(exchange, this::create));
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    // The server itself closes the connection in silence.
    private static void answered(HttpExchange exchange, HttpHandler handler) throws IOException {
        try {
            handler.handle(exchange);
        } catch (IOException | RuntimeException e) {
            Log.error("the simulator failed", e);
            problem(exchange, 500, "internal");
        }
    }

    private void lookup(HttpExchange exchange) throws IOException {
        lookups.incrementAndGet();
        if (!isService(exchange)) {
            return;
        }
        CustomerLookup asked = json.readValue(exchange.getRequestBody(), CustomerLookup.class);
        List<KnownCustomer> found = customers.values().stream()
                .filter(customer -> asked.shopIds().contains(customer.shopId()))
                .filter(customer -> asked.ids().contains(customer.id())
                        || asked.numbers().contains(customer.number())
                        || (customer.externalRef() != null
                                && asked.externalRefs().contains(customer.externalRef())))
                .toList();
        answer(exchange, 200, json.writeValueAsString(new CustomerLookup.Answer(found)));
    }

    private synchronized void create(HttpExchange exchange) throws IOException {
        if (!isService(exchange)) {
            return;
        }
        ObjectNode body = (ObjectNode) json.readTree(exchange.getRequestBody());
        String shop = body.path("shopId").asText();
        String externalRef =
                body.hasNonNull("externalRef") ? body.get("externalRef").asText() : null;
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Creation first = key == null ? null : creations.get(key);
        if (stillMaking) {
            problem(exchange, 409, "idempotency-key-in-use");
        } else if (first != null && !first.body().equals(body.toString())) {
            problem(exchange, 422, "idempotency-key-reused");
        } else if (first != null) {
            answer(exchange, 201, "{\"id\":\"" + first.made() + "\"}");
        } else if (!body.hasNonNull("kind") || body.path("familyName").asText().equals("refused")) {
            problem(exchange, 400, "invalid");
        } else if (externalRef != null
                && customers.values().stream()
                        .anyMatch(known -> externalRef.equals(known.externalRef())
                                && known.shopId().value().equals(shop))) {
            problem(exchange, 409, "duplicate-external-ref");
        } else {
            KnownCustomer made = has(shop, externalRef);
            creations.put(key == null ? made.id().toString() : key, new Creation(body.toString(), made.id()));
            answer(exchange, 201, "{\"id\":\"" + made.id() + "\",\"number\":\"" + made.number() + "\",\"version\":1}");
        }
    }

    /** A call of a service names its shop and shows a token of its own (SEC-01). */
    private static boolean isService(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token == null
                || !token.startsWith("Bearer ")
                || !exchange.getRequestHeaders().containsKey("X-Suite-Shop")) {
            problem(exchange, 401, "unauthenticated");
            return false;
        }
        return true;
    }

    private static void problem(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        answer(exchange, status, "{\"status\":" + status + ",\"code\":\"" + code + "\",\"title\":\"simulated\"}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
