package io.mergesuite.merges;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.facts.ShopFacts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * customer-service as the orchestrator sees it over HTTP: {@code POST /internal/customers/lookup}, {@code GET
 * /internal/customers/{id}/person}, {@code GET /internal/shop}, and nothing else.
 */
@ApplicationScoped
public class CustomerServiceSimulator {

    /** A shop that has not begun; every other one has. */
    public static final String NO_SHOP = "atlantis";

    private final Map<CustomerId, KnownCustomer> customers = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger(10_000);
    private final AtomicInteger calls = new AtomicInteger();
    private final ObjectMapper json;
    private final URI url;
    private volatile boolean down;
    private volatile String refused;
    private HttpServer server;

    CustomerServiceSimulator(ObjectMapper json, @ConfigProperty(name = "suite.customer-service.url") URI url) {
        this.json = json;
        this.url = url;
    }

    void start(@Observes StartupEvent started) throws IOException {
        server = HttpServer.create(new InetSocketAddress(url.getHost(), url.getPort()), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/customers/lookup", this::lookup);
        server.createContext("/internal/customers/", this::person);
        server.createContext("/internal/shop", this::shop);
        server.start();
    }

    void stop(@Observes ShutdownEvent stopped) {
        server.stop(0);
    }

    /** A live individual of a shop. */
    public KnownCustomer individual(String shop) {
        return add(shop, CustomerKind.INDIVIDUAL, CustomerStatus.ACTIVE, null, false);
    }

    /** A live company of a shop. */
    public KnownCustomer company(String shop) {
        return add(shop, CustomerKind.CORPORATE, CustomerStatus.ACTIVE, null, false);
    }

    /** A former survivor. */
    public KnownCustomer formerSurvivor(String shop) {
        return add(shop, CustomerKind.INDIVIDUAL, CustomerStatus.ACTIVE, null, true);
    }

    /** A merged-away customer. */
    public KnownCustomer mergedInto(KnownCustomer survivor) {
        return add(survivor.shopId().value(), survivor.kind(), CustomerStatus.MERGED, survivor.id(), false);
    }

    /** While down it answers 503. */
    public void setDown(boolean isDown) {
        down = isDown;
    }

    /** All lookups in this shop are refused from now on, as one that is too big is; null: in none. */
    public void setRefused(String shop) {
        refused = shop;
    }

    /** How often it was called. */
    public int calls() {
        return calls.get();
    }

    private KnownCustomer add(
            String shop, CustomerKind kind, CustomerStatus status, CustomerId mergedInto, boolean survivor) {
        int number = numbers.incrementAndGet();
        var customer = new KnownCustomer(
                CustomerId.next(),
                Integer.toString(number),
                null,
                new ShopId(shop),
                kind,
                status,
                mergedInto,
                survivor,
                1,
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number));
        customers.put(customer.id(), customer);
        return customer;
    }

    private void lookup(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        try (exchange) {
            if (down) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var asked = json.readValue(exchange.getRequestBody(), CustomerLookup.class);
            int many = asked.ids().size()
                    + asked.numbers().size()
                    + asked.externalRefs().size();
            if (many > CustomerLookup.LIMIT || exchange.getRequestHeaders().getFirst("Authorization") == null) {
                exchange.sendResponseHeaders(many > CustomerLookup.LIMIT ? 400 : 401, -1);
                return;
            }
            String shop = exchange.getRequestHeaders().getFirst("X-Suite-Shop");
            if (shop.equals(refused)) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            var ids = Set.copyOf(asked.ids());
            var named = Set.copyOf(asked.numbers());
            List<KnownCustomer> found = customers.values().stream()
                    .filter(customer -> asked.shopIds().contains(customer.shopId()))
                    .filter(customer -> customer.shopId().value().equals(shop))
                    .filter(customer -> ids.contains(customer.id()) || named.contains(customer.number()))
                    .toList();
            answer(exchange, 200, new CustomerLookup.Answer(found));
        }
    }

    private void person(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        try (exchange) {
            String shop = exchange.getRequestHeaders().getFirst("X-Suite-Shop");
            var asked = customers.get(
                    CustomerId.of(exchange.getRequestURI().getPath().split("/", -1)[3]));
            if (down) {
                exchange.sendResponseHeaders(503, -1);
            } else if (asked == null || !asked.shopId().value().equals(shop)) {
                answer(exchange, 404, Map.of("code", "not-found"));
            } else {
                var end = asked.mergedInto() == null ? asked.id() : asked.mergedInto();
                List<CustomerId> formerIds = customers.values().stream()
                        .filter(customer -> end.equals(customer.mergedInto()))
                        .map(KnownCustomer::id)
                        .toList();
                answer(exchange, 200, new ErasedPerson(asked.shopId(), end, formerIds));
            }
        }
    }

    private void shop(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        try (exchange) {
            String shop = exchange.getRequestHeaders().getFirst("X-Suite-Shop");
            if (down) {
                exchange.sendResponseHeaders(503, -1);
            } else if (shop.equals(NO_SHOP)) {
                answer(exchange, 404, Map.of("code", "not-found"));
            } else {
                answer(exchange, 200, new ShopFacts(new ShopId(shop), 1, shop, "Asia/Tokyo", "JP", "ja", "JPY"));
            }
        }
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] answer = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
    }
}
