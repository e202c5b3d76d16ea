package io.mergesuite.customers.customer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.PhoneRules;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the searches of a large shop cost, in pages that PostgreSQL touches: figures that no machine's load changes. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class SearchPlansIT {

    private static final ShopId SHOP = new ShopId("large");
    private static final int CUSTOMERS = 100_000;

    /** Of some 5,000 that the customers have, not counting those of their keys and indexes. */
    private static final int MOST_PAGES = 700;

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    @Inject
    Db db;

    @Test
    @DisplayName("CU-05: every filter goes by an index, and touches few pages of a shop of 100,000, whatever it finds")
    void everyFilterGoesByAnIndex() {
        QuarkusTransaction.begin(QuarkusTransaction.beginOptions().timeout(300));
        try {
            fill(db.handle());
            Map<String, Integer> expected = new TreeMap<>(Map.of(
                    "{\"number\": \"900000000500\"}", 1,
                    "{\"externalRef\": \"L-500\"}", 1,
                    "{\"email\": \"p500@example.jp\"}", 1,
                    "{\"phone\": \"090-4000-0500\"}", 1,
                    "{\"name\": \"family9999\"}", 11,
                    "{\"q\": \"family500given\"}", 1,
                    "{\"email\": \"nobody@example.jp\"}", 0,
                    // Made and changed in the order of ids, registered against it: the old stand at the list's end, the
                    // new at its top.
                    "{\"createdFrom\": \"2015-01-02T00:00:00Z\", \"createdTo\": \"2015-01-02T00:30:00Z\"}", 30,
                    "{\"createdFrom\": \"2015-01-01T00:00:00Z\"}", 51,
                    "{\"createdTo\": \"2015-01-02T00:00:00Z\"}", 51));
            expected.putAll(Map.of(
                    "{\"updatedFrom\": \"2026-01-01T00:00:00Z\"}", 20,
                    "{\"updatedFrom\": \"2015-01-02T00:00:00Z\", \"updatedTo\": \"2015-01-02T00:30:00Z\"}", 30,
                    "{\"updatedFrom\": \"2015-01-01T00:00:00Z\"}", 51,
                    "{\"registeredFrom\": \"2014-12-30T00:00:00Z\"}", 51,
                    "{\"registeredFrom\": \"2000-01-01T00:00:00Z\"}", 51,
                    "{\"registeredTo\": \"2014-12-01T00:00:00Z\"}", 51,
                    "{\"registeredFrom\": \"2014-12-01T00:00:00Z\", \"registeredTo\": \"2014-12-01T00:30:00Z\"}", 30,
                    "{\"status\": \"MERGING\"}", 0,
                    "{\"survivor\": true}", 0));
            // Every second one has orders, the last one a minute earlier with each.
            expected.putAll(Map.of(
                    "{\"lastOrderFrom\": \"2000-01-01T00:00:00Z\"}", 51,
                    "{\"lastOrderFrom\": \"2025-12-01T00:00:00Z\", \"lastOrderTo\": \"2025-12-01T01:00:00Z\"}", 30,
                    "{\"lastOrderTo\": \"2025-12-01T00:00:00Z\"}", 51,
                    "{\"withOrders\": true}", 51,
                    "{\"withOrders\": false}", 51,
                    "{\"withOrders\": true, \"phone\": \"090-4000-0500\"}", 1,
                    "{\"lastOrderFrom\": \"2000-01-01T00:00:00Z\", \"name\": \"family9999\"}", 5));
            assertAll(expected.entrySet().stream()
                    .map(search -> () -> assertGoesByAnIndex(search.getKey(), search.getValue())));
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private void assertGoesByAnIndex(String search, int rows) {
        JsonNode plan = explain(search);
        String text = plan.toPrettyString();
        assertFalse(hasSeqScan(plan), search + text);
        assertEquals(rows, plan.path("Actual Rows").asInt(), search + text);
        int pages = plan.path("Shared Hit Blocks").asInt()
                + plan.path("Shared Read Blocks").asInt();
        assertTrue(pages <= MOST_PAGES, pages + " pages for " + search + text);
    }

    /** Of customers, orders or keys; of the few merges under way there is no other. */
    private static boolean hasSeqScan(JsonNode plan) {
        boolean scans = plan.path("Node Type").asText().equals("Seq Scan")
                && !plan.path("Relation Name").asText().equals("merge_patch");
        return scans
                || StreamSupport.stream(plan.path("Plans").spliterator(), false).anyMatch(SearchPlansIT::hasSeqScan);
    }

    private JsonNode explain(String search) {
        try {
            CustomerSearchRequest request = JSON.readValue(search, CustomerSearchRequest.class);
            List<ShopId> shops = List.of(SHOP);
            String plan = CustomerSearch.query(
                            db.handle(),
                            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ",
                            request,
                            new SearchConditions(request, shops, Map.of(SHOP, new PhoneRules("JP", null))),
                            shops,
                            null,
                            51)
                    .mapTo(String.class)
                    .one();
            return JSON.readTree(plan).path(0).path("Plan");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(search, e);
        }
    }

    /** A customer a minute from 2015 on, one of 5,000 changed in 2026; each registered as long before 2015 as made after it. */
    private static void fill(Handle handle) {
        handle.createUpdate("""
                        INSERT INTO customer (id, number, shop_id, kind, external_ref, family_name, given_name, emails, phones,
                               created_at, updated_at, registered_at)
                        SELECT (lpad(to_hex((extract(epoch FROM made) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
                                || '8' || substr(md5(n::text), 4, 15))::uuid,
                               900000000000 + n, :shop, 'INDIVIDUAL', 'L-' || n, 'Family' || n, 'Given',
                               jsonb_build_array(jsonb_build_object('value', 'p' || n || '@example.jp', 'primary', true)),
                               jsonb_build_array(jsonb_build_object('value', '090-0000-' || n, 'primary', true)),
                               made, CASE WHEN n % 5000 = 0 THEN '2026-02-01' ELSE made END,
                               timestamptz '2014-12-31 00:00Z' - n * interval '1 minute'
                          FROM generate_series(1, :customers) n,
                               LATERAL (SELECT timestamptz '2015-01-01 00:00Z' + n * interval '1 minute' AS made) m""")
                .bind("shop", SHOP.value())
                .bind("customers", CUSTOMERS)
                .execute();
        handle.createUpdate("""
                        INSERT INTO customer_key (customer_id, shop_id, kind, value)
                        SELECT c.id, c.shop_id, k.kind, k.value
                          FROM customer c, LATERAL (SELECT c.number - 900000000000 AS n) o,
                               LATERAL (VALUES ('name', 'family' || n || 'given'), ('email', 'p' || n || '@example.jp'),
                                               ('phone', '+81904' || lpad(n::text, 7, '0'))) k (kind, value)
                         WHERE c.shop_id = :shop""").bind("shop", SHOP.value()).execute();
        handle.createUpdate("""
                        INSERT INTO order_copy (customer_id, shop_id, version, orders, last_placed_at)
                        SELECT c.id, c.shop_id, 1, 1, timestamptz '2026-01-01 00:00Z' - (c.number - 900000000000) * interval '1 minute'
                          FROM customer c WHERE c.shop_id = :shop AND c.number % 2 = 0""").bind("shop", SHOP.value()).execute();
        handle.execute("ANALYZE customer, customer_key, order_copy");
        handle.execute("SELECT brin_summarize_new_values('customer_by_update')");
    }
}
