package io.mergesuite.orders.merging;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.Await;
import io.mergesuite.orders.Bodies;
import io.mergesuite.orders.CustomerServiceSimulator;
import io.mergesuite.orders.OnTheStack;
import io.mergesuite.orders.SagaDriver;
import io.mergesuite.orders.Storefront;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@OnTheStack
class RecordsInAMergeIT {

    /** Who waits for a lock must not keep the next from starting: the common pool may have one thread only. */
    private static final Executor OWN_THREAD = work -> Thread.ofPlatform().start(work);

    private static final String TOKYO = "tokyo";

    @Inject
    SagaDriver saga;

    @Inject
    Db db;

    private final Storefront tokyo = Storefront.of(TOKYO);
    private CustomerServiceSimulator customers;

    @BeforeEach
    void open() {
        customers = CustomerServiceSimulator.running();
        saga.open(TOKYO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "CM-05, CM-07 to CM-09, API-10: every record of a source moves, keeps where it came from, and has a new tag")
    void everyRecordMoves(String kind) {
        CustomerId survivor = customer();
        CustomerId source = customer();
        Map<String, Object> body = Bodies.body(kind, source);
        String id = tokyo.post(kind, body).statusCode(201).extract().path("id");
        String other = tokyo.post(kind, Bodies.body(kind, survivor))
                .statusCode(201)
                .extract()
                .path("id");

        merge(survivor, source);

        tokyo.get("/v1/" + kind + "/" + id)
                .header("ETag", "\"2\"")
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()));
        tokyo.get("/v1/" + kind + "/" + other).header("ETag", "\"1\"").body("$", hasEntry("formerCustomerId", null));
        for (CustomerId either : new CustomerId[] {survivor, source}) {
            tokyo.get("/v1/" + kind + "?customerId=" + either).body("items", hasSize(2));
        }
        tokyo.get("/v1/" + kind + "?formerCustomerId=" + source).body("items.id", equalTo(List.of(id)));
        tokyo.get("/v1/" + kind + "?formerCustomerId=" + survivor).body("items", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions"})
    @DisplayName("CM-06: what keeps no details of its customer does not ask for the survivor's when it comes late")
    void withoutDetailsNoneAreAskedFor(String kind) {
        CustomerId survivor = customer();
        CustomerId source = customer();
        merge(survivor, source);

        saga.whileNobodyCanRead(
                "customer_copy",
                () -> tokyo.post(kind, Bodies.body(kind, source))
                        .statusCode(201)
                        .body("customerId", equalTo(survivor.toString())));
    }

    @Test
    @DisplayName("CM-05: orderer and billing person stay as they were")
    void theOrdererStays() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        String id = tokyo.post("orders", Bodies.order(source)).extract().path("id");

        merge(survivor, source);

        tokyo.get("/v1/orders/" + id).body("orderer.familyName", equalTo("山田"));
    }

    @Test
    @DisplayName("CM-08, CM-09: details become the survivor's, nickname and texts stay, the old details are kept")
    void detailsBecomeTheSurvivors() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        String review = tokyo.post("reviews", Bodies.review(source)).extract().path("id");
        String inquiry =
                tokyo.post("inquiries", Bodies.inquiry(source)).extract().path("id");

        MergeCommand merge = merge(survivor, source);

        tokyo.get("/v1/reviews/" + review)
                .body("reviewer.nickname", equalTo("tea lover"))
                .body("reviewer.familyName", equalTo("final"))
                .body("reviewer.email", equalTo("final@example.jp"))
                .body("text", equalTo("I would buy it again"));
        tokyo.get("/v1/inquiries/" + inquiry)
                .body("customer.familyName", equalTo("final"))
                .body("messages[0].text", equalTo("where is it?"));
        assertEquals(
                2,
                count(
                        "merge_manifest WHERE merge_id = :id AND replaced ->> 'email' = 'old@example.jp'",
                        merge.mergeId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "CM-05, CM-07 to CM-09, SG-08: a row is rewritten once, whatever is said again or of the survivor since")
    void aRowIsRewrittenOnce(String kind) {
        CustomerId survivor = customer();
        CustomerId source = customer();
        String moved = stored(kind, source);
        String own = stored(kind, survivor);
        String ownBefore = shown(kind, own);
        MergeCommand merge = merge(survivor, source);
        String movedOnce = shown(kind, moved);
        int kept = count("merge_manifest WHERE merge_id = :id", merge.mergeId());

        saga.reassign(merge);
        tell(survivor, 9, "edited since");
        saga.prepare(merge);
        saga.reassign(merge);
        Await.until("nothing moves any more", () -> !saga.isMoving(merge));

        assertEquals(movedOnce, shown(kind, moved));
        assertEquals(ownBefore, shown(kind, own));
        tokyo.get("/v1/" + kind + "/" + moved).body("version", equalTo(2));
        tokyo.get("/v1/" + kind + "/" + own).body("version", equalTo(1));
        // Only details are replaced: what they were is kept once, as it was at first.
        assertEquals(kind.equals("reviews") || kind.equals("inquiries") ? 1 : 0, kept);
        assertEquals(
                kept,
                count(
                        "merge_manifest WHERE merge_id = :id AND replaced ->> 'email' = 'old@example.jp'",
                        merge.mergeId()));
        assertEquals(kept, count("merge_manifest WHERE merge_id = :id", merge.mergeId()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "CM-06: a record that comes years later for a merged-away id, however far away by now, is the survivor's")
    void aLateRecordIsTheSurvivors(String kind) {
        CustomerId last = customer();
        CustomerId middle = customer();
        CustomerId first = customer();
        merge(middle, first);
        merge(last, middle);

        String id = tokyo.post(kind, Bodies.body(kind, first))
                .statusCode(201)
                .body("customerId", equalTo(last.toString()))
                .body("formerCustomerId", equalTo(first.toString()))
                .extract()
                .path("id");

        tokyo.get("/v1/" + kind + "?customerId=" + first).body("items.id", equalTo(List.of(id)));
        tokyo.get("/v1/" + kind + "?formerCustomerId=" + first).body("items.id", equalTo(List.of(id)));
    }

    @Test
    @DisplayName("CM-06: a late record gets the survivor's present details; those of the merge where the copy is older")
    void aLateRecordGetsPresentDetails() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        tell(survivor, 1, "before");
        merge(survivor, source); // its details were computed from version 7

        tokyo.post("reviews", Bodies.review(source))
                .body("reviewer.nickname", equalTo("tea lover"))
                .body("reviewer.familyName", equalTo("final"));
        tell(survivor, 9, "edited since");
        tokyo.post("reviews", Bodies.review(source)).body("reviewer.familyName", equalTo("edited since"));
        tokyo.post("inquiries", Bodies.inquiry(source)).body("customer.familyName", equalTo("edited since"));
        // Who comes under the survivor's own id keeps what was typed.
        tokyo.post("inquiries", Bodies.inquiry(survivor)).body("customer.familyName", equalTo("old"));
    }

    @Test
    @DisplayName(
            "CM-06, hole 1: an order that meets a merge at its commit waits for it, and is stored under the survivor")
    void anOrderThatMeetsAFlipGoesToTheSurvivor() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        MergeCommand merge = merge(survivor, source, false);
        AtomicReference<CompletableFuture<String>> order = new AtomicReference<>();

        saga.step(MergeStep.REASSIGN, merge, () -> {
            order.set(CompletableFuture.supplyAsync(
                    () -> tokyo.post("orders", Bodies.order(source))
                            .statusCode(201)
                            .extract()
                            .path("customerId"),
                    OWN_THREAD));
            Await.until("the order waits for the merge", () -> saga.waiting() == 1);
        });

        assertEquals(survivor.toString(), order.get().join());
    }

    @Test
    @DisplayName("CM-06, hole 1: a merge that meets an order at its commit waits for it, and moves it")
    void aFlipThatMeetsAnOrderMovesIt() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        MergeCommand merge = merge(survivor, source, false);
        String ref = "W-" + UUID.randomUUID();
        CompletableFuture<String> order;
        CompletableFuture<Void> flip;

        // The order is stopped behind its resolve: another transaction is writing the same external ref.
        QuarkusTransaction.begin(QuarkusTransaction.beginOptions().timeout(60));
        try {
            blockExternalRef(survivor, ref);
            order = CompletableFuture.supplyAsync(
                    () -> tokyo.post("orders", Bodies.with(Bodies.order(source), "externalRef", ref))
                            .statusCode(201)
                            .extract()
                            .path("id"),
                    OWN_THREAD);
            Await.until("the order waits for the other with its external ref", () -> saga.waiting() == 1);
            flip = CompletableFuture.runAsync(() -> saga.reassign(merge), OWN_THREAD);
            Await.until("the merge waits for the order", () -> saga.waiting() == 2);
        } finally {
            QuarkusTransaction.rollback();
        }
        flip.join();

        tokyo.get("/v1/orders/" + order.join())
                .body("customerId", equalTo(survivor.toString()))
                .body("formerCustomerId", equalTo(source.toString()));
    }

    @Test
    @DisplayName(
            "CM-05, CM-06, SG-08: a customer's 5,000 orders move in chunks, each once, while orders come in and the command again")
    void manyOrdersMoveWhileOrdersComeIn() {
        CustomerId survivor = customer();
        CustomerId source = customer();
        tokyo.post("orders", Bodies.order(source)).statusCode(201);
        placeMany(source, 4_999);
        MergeCommand merge = merge(survivor, source, false);
        int during = 0;

        saga.reassign(merge);
        do {
            tokyo.post("orders", Bodies.order(source)).statusCode(201).body("customerId", equalTo(survivor.toString()));
            saga.reassign(merge);
            during++;
        } while (saga.isMoving(merge));

        assertEquals(0, count("orders WHERE customer_id = :id", source));
        assertEquals(5_000 + during, count("orders WHERE customer_id = :id", survivor));
        assertEquals(5_000 + during, count("orders WHERE first_customer_id = :id", source));
        assertEquals(5_000, count("orders WHERE customer_id = :id AND version = 2", survivor));
    }

    private String stored(String kind, CustomerId customer) {
        return tokyo.post(kind, Bodies.body(kind, customer))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String shown(String kind, String id) {
        return tokyo.get("/v1/" + kind + "/" + id).statusCode(200).extract().asString();
    }

    private CustomerId customer() {
        return customers.has(TOKYO, null).id();
    }

    private MergeCommand merge(CustomerId survivor, CustomerId source) {
        return merge(survivor, source, true);
    }

    private MergeCommand merge(CustomerId survivor, CustomerId source, boolean reassign) {
        MergeCommand merge = saga.merge(TOKYO, details(7, "final"), survivor, source);
        saga.prepare(merge);
        if (reassign) {
            saga.reassign(merge);
            Await.until("its rows have moved", () -> !saga.isMoving(merge));
        }
        return merge;
    }

    private void tell(CustomerId id, long version, String familyName) {
        saga.tellOf(new CustomerFacts(id, new ShopId(TOKYO), version, details(version, familyName)));
    }

    private static SurvivorDetails details(long version, String familyName) {
        return new SurvivorDetails(
                version, familyName, "花子", null, null, null, familyName + "@example.jp", null, null, null);
    }

    private void blockExternalRef(CustomerId customer, String ref) {
        db.handle()
                .createUpdate("""
                        INSERT INTO orders (id, shop_id, customer_id, first_customer_id, external_ref, type, source, placed_at,
                                currency, total, payment_state)
                        VALUES (gen_random_uuid(), 'tokyo', :customer, :customer, :ref, 'ORDER', 'STOREFRONT', now(), 'JPY', 0,
                                'PENDING')""")
                .bind("customer", customer)
                .bind("ref", ref)
                .execute();
    }

    private void placeMany(CustomerId customer, int orders) {
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .createUpdate("""
                        WITH placed AS (
                            INSERT INTO orders (id, shop_id, customer_id, first_customer_id, type, source, placed_at, currency,
                                    total, payment_state)
                            SELECT uuidv7(), 'tokyo', :customer, :customer, 'ORDER', 'IMPORT', now(), 'JPY', 1, 'PAID'
                              FROM generate_series(1, :orders) RETURNING id)
                        INSERT INTO order_content (order_id, content)
                        SELECT id, '{"lines": [{"sku": "A", "quantity": 1, "unitPrice": 1}], "adjustments": []}' FROM placed""")
                        .bind("customer", customer)
                        .bind("orders", orders)
                        .execute());
    }

    private int count(String rows, Object id) {
        return db.read(handle -> handle.createQuery("SELECT count(*) FROM " + rows)
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
    }
}
