package io.mergesuite.customers.merging;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.Belonging;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergePolicy.ContactPolicy;
import io.mergesuite.customers.Stage;
import io.mergesuite.customers.customer.Address;
import io.mergesuite.customers.customer.CustomersOnStage;
import io.mergesuite.customers.points.PointsOnStage;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of points, lots, loyalty, addresses, mails, favourites and coupons in a merge (CM-12, CM-14, CM-16, SG-04). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class CarryingOverIT {

    private static final String LATE = "2099-12-31T00:00:00Z";
    private static final String LATER = "2100-12-31T00:00:00Z";

    @Inject
    CustomersOnStage customers;

    @Inject
    MergesOnStage merges;

    @Inject
    PointsOnStage entries;

    @Inject
    Stage stage;

    @BeforeEach
    void openShop() {
        customers.openShop();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName(
            "SG-04, CM-12: whatever the base and the policy, no point is lost or made: carried or left, lots with their expiry")
    void pointsAreConserved(long seed) {
        Random random = new Random(seed);
        Set<Belonging> carried = EnumSet.noneOf(Belonging.class);
        Stream.of(Belonging.POINTS, Belonging.LIMITED_POINTS)
                .filter(belonging -> random.nextBoolean())
                .forEach(carried::add);
        List<CustomerId> all = customers.persons(2 + random.nextInt(4));
        CustomerId survivor = all.getFirst();
        List<CustomerId> sources = all.subList(1, all.size());
        for (CustomerId customer : all) {
            for (int entry = random.nextInt(6); entry > 0; entry--) {
                points(customer, 1 + random.nextInt(1_000));
                points(customer, -1 - random.nextInt((int) balance(customer)));
            }
            for (int lot = random.nextInt(4); lot > 0; lot--) {
                lot(customer, 1 + random.nextInt(500), random.nextBoolean() ? LATE : LATER);
                spend(customer, 1 + random.nextInt((int) limited(customer)));
            }
        }
        Map<CustomerId, Long> before = balances(all);
        Map<CustomerId, Long> limitedBefore = limitedBalances(all);
        String lots = lotsOf(all);

        merges.merge(policy(carried), survivor, sources);

        assertEquals(
                carried.contains(Belonging.POINTS) ? sum(before) : before.get(survivor),
                balance(survivor),
                "seed " + seed);
        assertEquals(
                carried.contains(Belonging.LIMITED_POINTS) ? sum(limitedBefore) : limitedBefore.get(survivor),
                limited(survivor),
                "seed " + seed);
        for (CustomerId source : sources) {
            assertEquals(
                    carried.contains(Belonging.POINTS) ? 0 : before.get(source),
                    stayed(source, "points"),
                    "seed " + seed);
            assertEquals(
                    carried.contains(Belonging.LIMITED_POINTS) ? 0 : limitedBefore.get(source),
                    stayed(source, "limitedPoints"),
                    "seed " + seed);
        }
        assertEquals(lots, lotsOf(all), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    @DisplayName(
            "SG-04, CM-06: points entered while the merge runs are the survivor's, or refused with the survivor named; none is lost")
    void pointsThatRaceTheMerge(long seed) {
        Random random = new Random(seed);
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        points(source, 100);

        List<CompletableFuture<Long>> writers = IntStream.range(0, 8)
                .mapToObj(writer -> {
                    CustomerId to = writer % 2 == 0 ? source : survivor;
                    int more = 1 + random.nextInt(50);
                    return CompletableFuture.supplyAsync(
                            () -> {
                                long entered = 0;
                                for (int entry = 0; entry < 15; entry++) {
                                    int status = enter(to, more).extract().statusCode();
                                    assertEquals(true, status == 201 || status == 409, "status " + status);
                                    entered += status == 201 ? more : 0;
                                }
                                return entered;
                            },
                            Executors.newVirtualThreadPerTaskExecutor());
                })
                .toList();
        merges.merge(policy(Set.of(Belonging.POINTS)), survivor, List.of(source));
        long entered = writers.stream().mapToLong(Stage::join).sum();

        assertEquals(100 + entered, balance(survivor), "seed " + seed);
        assertEquals(0, stayed(source, "points"));
        enter(source, 1)
                .statusCode(409)
                .body("code", equalTo("customer-merged"))
                .body("mergedInto", equalTo(survivor.toString()));
    }

    @Test
    @DisplayName("CM-12: an entry that has not committed when the sources retire is waited for, and goes along")
    void anEntryUnderWayGoesAlong() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        var entering = Stage.stopBeforeCommit(() -> entries.enter(source, 70));

        var merging = stage.startAndAwaitBlocked(
                () -> merges.merge(policy(Set.of(Belonging.POINTS)), survivor, List.of(source)));
        entering.commit();
        Stage.join(merging);

        assertEquals(70, balance(survivor));
    }

    @Test
    @DisplayName(
            "SG-04: points that come while the sources retire wait for it, and are refused with the survivor named")
    void anEntryThatComesMeanwhileWaits() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        var merging =
                Stage.stopBeforeCommit(() -> merges.merge(policy(Set.of(Belonging.POINTS)), survivor, List.of(source)));

        CompletableFuture<Integer> entering = CompletableFuture.supplyAsync(
                () -> enter(source, 5).extract().statusCode(), Executors.newVirtualThreadPerTaskExecutor());
        Stage.until("the entry waits for the merge", () -> stage.number("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'""", Map.of()) > 0);
        merging.commit();

        assertEquals(409, Stage.join(entering));
        assertEquals(0, balance(survivor));
    }

    @Test
    @DisplayName("CM-12: points that were carried are spent like one's own; what is dropped can't be")
    void carriedPointsAreSpent() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        points(survivor, 10);
        points(source, 30);
        lot(source, 5, LATER);
        lot(survivor, 5, LATE);

        merges.merge(policy(Set.of(Belonging.POINTS, Belonging.LIMITED_POINTS)), survivor, List.of(source));

        points(survivor, -35);
        enter(survivor, -6)
                .statusCode(422)
                .body("code", equalTo("not-enough-points"))
                .body("balance", equalTo(5));
        spend(survivor, 7);
        read(survivor, "point-lots")
                .body("items.remaining", containsInAnyOrder(0, 3))
                .body("items.find { it.remaining == 3 }.expiresAt", equalTo(LATER))
                .body("items.find { it.remaining == 3 }.formerCustomerId", equalTo(source.toString()));
        read(source, "point-lots").body("items", hasSize(2));
    }

    @Test
    @DisplayName("CM-12: dropped belongings stay with the merged-away customer, and are none of the survivor's")
    void droppedStays() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        fill(source, "TEA-1");

        merges.merge(MergePolicy.CONSERVATIVE, survivor, List.of(source));

        for (String kind : List.of("favourites", "coupons", "mails", "loyalty", "point-lots", "points/entries")) {
            read(survivor, kind).body("items", empty());
            stayedOf(source, kind).body("items", hasSize(1)).body("items[0].customerId", equalTo(source.toString()));
        }
        given().auth()
                .oauth2(TestTokens.mint("reader", List.of("tokyo"), List.of("customers:read")))
                .get(path(source, "mails") + "?showMerged=true")
                .then()
                .statusCode(403);
    }

    @Test
    @DisplayName("CM-12: carried coupons and mails all stay, equal favourites are kept once, and nothing stays behind")
    void carriedBelongings() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.person("Yamada");
        fill(survivor, "TEA-1");
        fill(source, "TEA-1");
        post(source, "favourites", "{\"sku\": \"TEA-2\"}").statusCode(201);

        merges.merge(policy(EnumSet.allOf(Belonging.class)), survivor, List.of(source));

        read(survivor, "favourites").body("items.sku", contains("TEA-1", "TEA-2"));
        read(survivor, "coupons").body("items", hasSize(2)).body("items.code", contains("WELCOME", "WELCOME"));
        read(survivor, "mails").body("items", hasSize(2));
        for (String kind : List.of("favourites", "coupons", "mails", "loyalty", "point-lots", "points/entries")) {
            stayedOf(source, kind).body("items", empty());
            read(source, kind).body("items[0].customerId", equalTo(survivor.toString()));
        }
        String tag =
                given().spec(caller()).get(path(survivor, "favourites/TEA-1")).header("ETag");
        given().spec(caller())
                .header("If-Match", tag)
                .delete(path(survivor, "favourites/TEA-1"))
                .then()
                .statusCode(204);
        read(survivor, "favourites").body("items.sku", contains("TEA-2"));
    }

    @Test
    @DisplayName(
            "CM-14: loyalty by programme: earliest date, higher tier, balances added; who took no part is enrolled")
    void loyalty() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId first = customers.person("Yamada");
        CustomerId second = customers.person("Yamada");
        join(survivor, "tea", "2024-05-01T00:00:00Z", 2, "SILVER", 30);
        join(first, "tea", "2023-01-01T00:00:00Z", 1, "BRONZE", 5);
        join(second, "tea", "2025-01-01T00:00:00Z", 3, "GOLD", 7);
        join(second, "cake", "2025-02-01T00:00:00Z", 1, "FAN", 1);

        merges.merge(policy(Set.of(Belonging.LOYALTY)), survivor, List.of(first, second));

        ValidatableResponse tea = read(survivor, "loyalty/tea")
                .body("joinedAt", equalTo("2023-01-01T00:00:00Z"))
                .body("tier.name", equalTo("GOLD"))
                .body("balance", equalTo(42));
        read(survivor, "loyalty/cake").body("tier.name", equalTo("FAN")).body("balance", equalTo(1));
        stayedOf(first, "loyalty").body("items", empty());

        given().spec(caller())
                .header("If-Match", tea.extract().header("ETag"))
                .body("{\"tier\": {\"rank\": 2, \"name\": \"SILVER\"}, \"balance\": 10}")
                .patch(path(survivor, "loyalty/tea"))
                .then()
                .statusCode(200)
                .body("tier.name", equalTo("SILVER"))
                .body("joinedAt", equalTo("2023-01-01T00:00:00Z"))
                .body("balance", equalTo(10));
        CustomerId last = customers.person("Yamada");
        merges.merge(MergePolicy.CONSOLIDATING, last, List.of(survivor));
        read(last, "loyalty/tea").body("tier.name", equalTo("SILVER")).body("balance", equalTo(10));
    }

    @Test
    @DisplayName("CM-12, CM-03: through a chain a kind goes as far as each merge has carried it")
    void chains() {
        CustomerId first = customers.person("Yamada");
        CustomerId middle = customers.person("Yamada");
        CustomerId last = customers.person("Yamada");
        points(first, 1);
        points(middle, 10);
        points(last, 100);
        MergePolicy carry = MergePolicy.of(
                Set.of(Belonging.POINTS), ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false, false, true);
        MergePolicy drop =
                MergePolicy.of(Set.of(), ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false, false, true);

        merges.merge(drop, middle, List.of(first));
        merges.merge(carry, last, List.of(middle));

        assertEquals(110, balance(last));
        assertEquals(110, balance(first), "any old id shows the last survivor's");
        assertEquals(1, stayed(first, "points"));
        assertEquals(
                "{POINTS}",
                stage.text("SELECT carried::text FROM merge_edge WHERE source_id = :id", Map.of("id", middle.value())));
    }

    @Test
    @DisplayName("CM-12: shipping addresses are carried over, equal ones once; the survivor's home stays")
    void shippingAddresses() {
        CustomerId survivor = customers.create(withAddresses(address("HOME", "Kyoto"), address("SHIPPING", "Osaka")));
        CustomerId source = customers.create(
                withAddresses(address("HOME", "Nara"), address("SHIPPING", "Osaka"), address("SHIPPING", "Kobe")));
        CustomerId other = customers.create(withAddresses(address("SHIPPING", "Kobe")));

        merges.merge(policy(Set.of(Belonging.SHIPPING_ADDRESSES)), survivor, List.of(source, other));

        assertEquals(
                List.of("HOME Kyoto", "SHIPPING Osaka", "SHIPPING Kobe"),
                customers.details(survivor).addresses().stream()
                        .map(address -> address.type() + " " + address.city())
                        .toList());
        assertEquals(
                Address.Type.HOME,
                customers.details(source).addresses().getFirst().type());
    }

    @Test
    @DisplayName("CM-16: notes say who was merged, by whom, and keep the source's fields; none by default")
    void notes() {
        CustomerId survivor = customers.person("Yamada");
        CustomerId source = customers.create(
                "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Sato\", \"givenName\": \"Jun\", \"notes\": \"likes tea\"}");
        CustomerId plain = customers.person("Plain");
        merges.merge(MergePolicy.CONSERVATIVE, plain, List.of(customers.person("Other")));
        MergePolicy policy =
                MergePolicy.of(Set.of(), ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, true, true, false);

        MergeId merge = merges.merge(policy, survivor, List.of(source));

        read(plain, "merge-notes").body("items", empty());
        read(survivor, "merge-notes")
                .body("items.kind", containsInAnyOrder("MERGE", "DUPLICATE"))
                .body("items.mergeId", contains(merge.toString(), merge.toString()))
                .body("items.find { it.kind == 'MERGE' }.by", equalTo("tester"))
                .body("items.find { it.kind == 'MERGE' }.sources.name", contains("Sato Jun"))
                .body("items.find { it.kind == 'MERGE' }.sources.id", contains(source.toString()))
                .body("items.find { it.kind == 'DUPLICATE' }.customer.notes", equalTo("likes tea"));
    }

    private void fill(CustomerId customer, String sku) {
        points(customer, 5);
        lot(customer, 5, LATE);
        post(customer, "favourites", "{\"sku\": \"" + sku + "\"}").statusCode(201);
        post(customer, "coupons", "{\"code\": \"WELCOME\"}").statusCode(201);
        post(customer, "mails", "{\"subject\": \"Hello\", \"sentAt\": \"2026-01-01T00:00:00Z\"}")
                .statusCode(201);
        join(customer, "tea", "2024-05-01T00:00:00Z", 1, "BRONZE", 3);
    }

    private void join(CustomerId customer, String programme, String at, int rank, String tier, int balance) {
        post(customer, "loyalty", """
                        {"programme": "%s", "joinedAt": "%s", "tier": {"rank": %d, "name": "%s"}, "balance": %d}""".formatted(programme, at, rank, tier, balance))
                .statusCode(201);
    }

    private static MergePolicy policy(Set<Belonging> carried) {
        return MergePolicy.of(carried, ContactPolicy.SURVIVOR, ContactPolicy.SURVIVOR, false, false, false, false);
    }

    private static String withAddresses(String... addresses) {
        return "{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Yamada\", \"addresses\": [" + String.join(",", addresses)
                + "]}";
    }

    private static String address(String type, String city) {
        return "{\"type\": \"" + type + "\", \"country\": \"JP\", \"city\": \"" + city + "\"}";
    }

    private Map<CustomerId, Long> balances(List<CustomerId> all) {
        Map<CustomerId, Long> balances = new HashMap<>();
        all.forEach(customer -> balances.put(customer, balance(customer)));
        return balances;
    }

    private Map<CustomerId, Long> limitedBalances(List<CustomerId> all) {
        Map<CustomerId, Long> balances = new HashMap<>();
        all.forEach(customer -> balances.put(customer, limited(customer)));
        return balances;
    }

    private static long sum(Map<CustomerId, Long> balances) {
        return balances.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Every lot with all that a merge must not change. */
    private String lotsOf(List<CustomerId> customers) {
        return stage.text(
                """
                SELECT coalesce(string_agg(concat_ws(' ', id, granted, remaining, expires_at, first_customer_id), ', ' ORDER BY id), '')
                  FROM point_lot WHERE first_customer_id = ANY(:ids)""", Map.of("ids", customers.stream().map(CustomerId::value).toArray(UUID[]::new)));
    }

    private long balance(CustomerId customer) {
        return read(customer, "points").extract().jsonPath().getLong("points");
    }

    private long limited(CustomerId customer) {
        return read(customer, "points").extract().jsonPath().getLong("limitedPoints");
    }

    private long stayed(CustomerId source, String member) {
        return stayedOf(source, "points").extract().jsonPath().getLong(member);
    }

    private void points(CustomerId customer, int points) {
        enter(customer, points).statusCode(201);
    }

    private ValidatableResponse enter(CustomerId customer, int points) {
        return post(customer, "points/entries", "{\"points\": " + points + "}");
    }

    private void lot(CustomerId customer, int points, String expires) {
        post(customer, "point-lots", "{\"points\": " + points + ", \"expiresAt\": \"" + expires + "\"}")
                .statusCode(201);
    }

    private void spend(CustomerId customer, int points) {
        post(customer, "point-lots/spendings", "{\"points\": " + points + "}").statusCode(201);
    }

    private static ValidatableResponse post(CustomerId customer, String kind, String body) {
        return given().spec(caller()).body(body).post(path(customer, kind)).then();
    }

    private static ValidatableResponse read(CustomerId customer, String kind) {
        return given().spec(caller()).get(path(customer, kind)).then().statusCode(200);
    }

    private static ValidatableResponse stayedOf(CustomerId customer, String kind) {
        return given().spec(caller())
                .get(path(customer, kind) + "?showMerged=true")
                .then()
                .statusCode(200);
    }

    private static String path(CustomerId customer, String kind) {
        return "/v1/customers/" + customer + "/" + kind;
    }

    private static RequestSpecification caller() {
        return given().auth().oauth2(TestTokens.full("tokyo")).contentType("application/json");
    }
}
