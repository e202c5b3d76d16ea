package io.mergesuite.orders.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.orders.Await;
import io.mergesuite.orders.Bodies;
import io.mergesuite.orders.CustomerServiceSimulator;
import io.mergesuite.orders.OnTheStack;
import io.mergesuite.orders.SagaDriver;
import io.mergesuite.orders.Storefront;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What customer-service is told of each customer's orders (CU-05, ADR 17). */
@QuarkusTest
@OnTheStack
class OrderFactsIT {

    @Inject
    SagaDriver saga;

    @Inject
    OrderFactsTopic facts;

    @Inject
    Outbox outbox;

    @Inject
    Db db;

    @Inject
    ObjectMapper json;

    private final Storefront tokyo = Storefront.of("tokyo");
    private CustomerServiceSimulator customers;

    @BeforeEach
    void open() {
        customers = CustomerServiceSimulator.running();
        saga.open("tokyo");
        facts.tell();
    }

    @Test
    @DisplayName(
            "CU-05: orders are told by number and time of the latest, in greater and greater versions, and nothing personal")
    void ordersAreTold() {
        CustomerId hanako = customer();
        place(hanako, "2026-11-01T09:30:00Z");
        place(hanako, "2026-11-03T09:30:00.123456Z");
        place(hanako, "2026-11-02T09:30:00Z");

        JsonNode first = told(hanako);
        place(hanako, "2020-01-01T00:00:00Z");
        JsonNode second = told(hanako);

        assertFacts(3, "2026-11-03T09:30:00.123456Z", first);
        assertFacts(4, "2026-11-03T09:30:00.123456Z", second);
        assertTrue(second.path("version").asLong() > first.path("version").asLong());
        var members = new TreeSet<String>();
        first.fieldNames().forEachRemaining(members::add);
        assertEquals(new TreeSet<>(List.of("customerId", "shopId", "version", "orders", "lastPlacedAt")), members);
        assertEquals("tokyo", first.path("shopId").asText());
    }

    @Test
    @DisplayName(
            "CU-05, CM-05: after a merge the survivor has the orders of all, the sources have none; a late order counts for the survivor")
    void mergesAreTold() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        CustomerId idle = customer();
        place(survivor, "2026-11-01T09:30:00Z");
        place(source, "2026-11-02T09:30:00Z");
        told(survivor);

        MergeCommand merge = saga.merge("tokyo", null, survivor, source, idle);
        saga.prepare(merge);
        saga.reassign(merge);

        assertFacts(2, "2026-11-02T09:30:00Z", told(survivor));
        assertFacts(0, null, told(source));
        assertEquals(Optional.empty(), last(idle), "who never had orders is not told of");
        place(source, "2026-11-05T09:30:00Z");
        assertFacts(3, "2026-11-05T09:30:00Z", told(survivor));
        assertFacts(0, null, told(source));
    }

    @Test
    @DisplayName(
            "CU-05: while a customer's many orders are moved nobody counts them; once they have moved, all are told")
    void manyOrdersAreCountedOnce() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        saga.placeMany("tokyo", source, 600);
        MergeCommand merge = saga.merge("tokyo", null, survivor, source);
        saga.prepare(merge);

        saga.whileLocked("orders", source, () -> {
            saga.reassign(merge);
            assertTrue(saga.isMoving(merge));
            place(survivor, "2026-11-05T09:30:00Z");
            facts.tell();
            assertEquals(Optional.empty(), last(survivor));
            assertEquals(Optional.empty(), last(source));
        });
        Await.until("all has moved", () -> !saga.isMoving(merge));

        assertFacts(601, "2026-11-05T09:30:00Z", told(survivor));
        assertFacts(0, null, told(source));
    }

    @Test
    @DisplayName("what else changes of an order is not told")
    void otherChangesAreNotTold() {
        CustomerId hanako = customer();
        String id = place(hanako, "2026-11-01T09:30:00Z");
        JsonNode before = told(hanako);

        saga.requireAttention("orders", id);

        assertEquals(before, told(hanako));
    }

    @Test
    @DisplayName("SG-08: a round that dies before its commit is done again, and no order is forgotten")
    void aRoundThatDies() {
        CustomerId hanako = customer();
        place(hanako, "2026-11-01T09:30:00Z");

        saga.whileNothingCanBeWrittenTo("outbox", () -> assertThrows(RuntimeException.class, facts::tell));

        assertEquals(Optional.empty(), last(hanako));
        assertFacts(1, "2026-11-01T09:30:00Z", told(hanako));
    }

    @Test
    @DisplayName(
            "SG-05: a topic that was lost is filled again: everybody is told of in a new version, the merged-away too")
    void aLostTopicIsFilledAgain() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        place(source, "2026-11-02T09:30:00Z");
        MergeCommand merge = saga.merge("tokyo", null, survivor, source);
        saga.prepare(merge);
        saga.reassign(merge);
        long version = told(survivor).path("version").asLong();
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle().execute("DELETE FROM outbox WHERE topic = 'order.facts'"));

        facts.republish(outbox);

        assertFacts(1, "2026-11-02T09:30:00Z", told(survivor));
        assertFacts(0, null, told(source));
        assertTrue(told(survivor).path("version").asLong() > version);
    }

    private CustomerId customer() {
        return customers.has("tokyo", null).id();
    }

    private String place(CustomerId customer, String at) {
        return tokyo.post("orders", Bodies.with(Bodies.order(customer), "placedAt", at))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void assertFacts(int orders, String lastPlacedAt, JsonNode told) {
        assertEquals(orders, told.path("orders").asInt(), told::toString);
        assertEquals(lastPlacedAt, told.path("lastPlacedAt").textValue(), told::toString);
    }

    /** The latest of the customer, once all that is due was told. */
    private JsonNode told(CustomerId customer) {
        facts.tell();
        return last(customer).orElseThrow();
    }

    private Optional<JsonNode> last(CustomerId customer) {
        return db.read(handle -> handle.createQuery(
                        "SELECT body FROM outbox WHERE topic = 'order.facts' AND key = :key ORDER BY seq DESC LIMIT 1")
                .bind("key", customer.toString())
                .mapTo(byte[].class)
                .findOne()
                .map(this::read));
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
