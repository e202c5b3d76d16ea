package io.mergesuite.blacklist.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.storage.JsonColumn;
import io.mergesuite.merging.storage.Listing;
import io.mergesuite.merging.storage.RecordTable;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table {@code blacklist_entry}. */
@Singleton
class Entries extends RecordTable<EntryRequest, Entry> {

    private final JsonColumn<EntryContent> contents;

    Entries(Db db, ObjectMapper json) {
        super(db, new Listing("blacklist_entry", "r.since", "r.*", ""));
        this.contents = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Entry stored(ResultSet row) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                row.getBoolean("active"),
                row.getTimestamp("since").toInstant(),
                instant(row.getTimestamp("until")),
                row.getString("entered_by"),
                contents.read(row.getString("content")));
    }

    @Override
    public String plural() {
        return "blacklist-entries";
    }

    @Override
    public String path() {
        return "/v1/blacklist/entries";
    }

    @Override
    public Class<EntryRequest> requestType() {
        return EntryRequest.class;
    }

    @Override
    public EntryAnswer answer(Entry stored) {
        return EntryAnswer.of(stored);
    }

    @Override
    public boolean saysTheSame(Entry stored, Arrival<EntryRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Entry> insert(List<Arrival<EntryRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        INSERT INTO blacklist_entry (id, shop_id, customer_id, first_customer_id, external_ref, active, since, until,
                                entered_by, content)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :actives, :since, :until,
                                  :enteredBy, :contents)
                            ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bindNamedArgumentFinder(Columns.of(arrivals)
                        .uuids("ids", Arrival::id)
                        .texts("shops", arrival -> arrival.shop().value())
                        .uuids("customers", Arrival::customerUuid)
                        .uuids("firstCustomers", Arrival::firstCustomerUuid)
                        .texts("externalRefs", arrival -> arrival.request().externalRef())
                        .booleans("actives", arrival -> arrival.request().active())
                        .instants("since", Arrival::at)
                        .instants("until", arrival -> toMicros(arrival.request().until()))
                        .texts("enteredBy", Arrival::actor)
                        .json(
                                "contents",
                                arrival -> contents.write(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Entry::id, Function.identity()));
    }

    static Instant toMicros(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    @Override
    public EntryRequest asRequest(Entry stored) {
        return EntryRequest.of(stored);
    }

    @Override
    public Set<String> fixed() {
        return Set.of("since");
    }

    @Override
    public void update(Entry stored, EntryRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE blacklist_entry
                           SET version = version + 1, updated_at = now(), active = :active, until = :until,
                                content = CAST(:content AS jsonb)
                         WHERE id = :id""")
                .bind("id", stored.id())
                .bind("active", request.active())
                .bind("until", toMicros(request.until()))
                .bind("content", contents.write(request.content()))
                .execute();
    }
}
