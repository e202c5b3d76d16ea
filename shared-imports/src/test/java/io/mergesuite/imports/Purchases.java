package io.mergesuite.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.KnownShops;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A kind of record as a service would have it: upserted by {@code externalRef}, in sets. A test can make it fail at a point. */
@Singleton
class Purchases implements ImportTarget<List<String>>, KnownShops {

    interface Point {
        void reached(List<ImportRow> rows);
    }

    private static final Point NOTHING = rows -> {};

    private final Db db;
    private final RecordReader reader;

    volatile Point beforePrepare = NOTHING;
    volatile Point afterApply = NOTHING;
    /** References of which the customer is in a merge. */
    final Set<String> merging = new HashSet<>();

    Purchases(Db db, RecordReader reader) {
        this.db = db;
        this.reader = reader;
    }

    void reset() {
        beforePrepare = NOTHING;
        afterApply = NOTHING;
        merging.clear();
    }

    @Override
    public String kind() {
        return "purchases";
    }

    @Override
    public ImportShape shape() {
        return Reading.SHAPE;
    }

    @Override
    public Optional<ShopFacts> find(ShopId shop) {
        return Set.of("london", "paris").contains(shop.value())
                ? Optional.of(new ShopFacts(shop, 1, shop.value(), "Europe/London", "GB", "en", "GBP"))
                : Optional.empty();
    }

    @Override
    public List<String> prepare(ImportContext context, List<ImportRow> rows) {
        beforePrepare.reached(rows);
        return rows.stream().map(context::idempotencyKey).toList();
    }

    @Override
    public List<ImportResult> apply(ImportContext context, List<ImportRow> rows, List<String> prepared) {
        List<ImportResult> results = new ArrayList<>();
        Map<Integer, ImportRow> write = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            ImportRow row = rows.get(i);
            String ref = row.value().path("externalRef").asText();
            results.add(null);
            switch (reader.read(row, Reading.Purchase.class)) {
                case RecordReader.Refused<Reading.Purchase> refused -> results.set(i, refused.rejected());
                case RecordReader.Value<Reading.Purchase> value -> {
                    if (merging.contains(ref)) {
                        results.set(i, ImportResult.LATER);
                    } else if (ref.startsWith("merged-")) {
                        results.set(i, ImportResult.merged("10482"));
                    } else if (ref.startsWith("unknown-")) {
                        results.set(
                                i, ImportResult.rejected("customer.externalRef", "unknown-customer", "there is none"));
                    } else if (ref.startsWith("refused-")) {
                        throw new Problem(CommonProblem.CONFLICT, "the purchase is closed");
                    } else if (ref.startsWith("poison-")) {
                        throw new IllegalStateException("a fault of ours");
                    } else {
                        int faulty = faultyLine(row.value());
                        if (faulty >= 0) {
                            results.set(
                                    i,
                                    ImportResult.rejected(
                                            "lines[" + faulty + "].quantity", "positive", "must be more than 0"));
                        } else {
                            write.put(i, row);
                        }
                    }
                }
            }
        }
        write(context, write, results);
        afterApply.reached(rows);
        return results;
    }

    private static int faultyLine(JsonNode purchase) {
        JsonNode lines = purchase.path("lines");
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).path("quantity").asInt(1) == 0) {
                return i;
            }
        }
        return -1;
    }

    private void write(ImportContext context, Map<Integer, ImportRow> write, List<ImportResult> results) {
        Map<String, Boolean> written = new HashMap<>();
        db.handle()
                .createQuery("""
                        INSERT INTO purchase AS p (shop_id, external_ref, body, lines)
                        SELECT :shop, r.* FROM unnest(:refs, :bodies, :lines) AS r
                        ON CONFLICT (shop_id, external_ref) DO UPDATE SET body = excluded.body, lines = excluded.lines,
                                writes = p.writes + 1
                          WHERE p.body <> excluded.body
                        RETURNING external_ref, OLD.external_ref IS NULL""")
                .bind("shop", context.shopId())
                .bindNamedArgumentFinder(Columns.of(write.values())
                        .texts("refs", row -> row.value().path("externalRef").asText())
                        .texts("bodies", row -> row.value().toString())
                        .longs("lines", row -> (long) row.value().path("lines").size()))
                .map((row, at) -> written.put(row.getString(1), row.getBoolean(2)))
                .list();
        write.forEach((at, row) -> {
            Boolean isNew = written.get(row.value().path("externalRef").asText());
            results.set(
                    at, isNew == null ? ImportResult.UNCHANGED : isNew ? ImportResult.CREATED : ImportResult.UPDATED);
        });
    }

    static Problem unavailable() {
        return new Problem(CommonProblem.UNAVAILABLE, "customer-service does not answer");
    }
}
