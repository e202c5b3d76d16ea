package io.mergesuite.blacklist.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The table {@code blacklist_entry}. */
@ApplicationScoped
class Entries implements RecordKind<EntryRequest, Entry> {

    private final Db db;
    private final ObjectMapper json;
    private final ObjectReader contents;
    private final RowMapper<Entry> mapper;

    Entries(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
        this.contents = json.readerFor(EntryContent.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.mapper = (row, context) -> new Entry(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row.getObject("customer_id", UUID.class)),
                customer(row.getObject("first_customer_id", UUID.class)),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                row.getBoolean("active"),
                row.getTimestamp("since").toInstant(),
                instant(row.getTimestamp("until")),
                row.getString("entered_by"),
                content(row.getString("content")));
    }

    /**
     * Which entries a list shows. Null means: whatever it is.
     *
     * @param customer whose they are now; a merged-away id is resolved already
     * @param formerCustomer the id they came with before a merge took them away
     * @param before only entries with a lower id: the page after the one that ended with it
     */
    record Filter(Set<ShopId> shops, CustomerId customer, CustomerId formerCustomer, UUID before, int rows) {}

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

    Optional<Entry> find(Set<ShopId> shops, UUID id) {
        return db.read(
                handle -> handle.createQuery("SELECT * FROM blacklist_entry WHERE id = :id AND shop_id = ANY (:shops)")
                        .bind("id", id)
                        .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                        .map(mapper)
                        .findOne());
    }

    /** One page, newest first. */
    List<Entry> list(Filter filter) {
        StringBuilder conditions = new StringBuilder();
        if (filter.customer() != null) {
            conditions.append(" AND customer_id = :customer");
        }
        if (filter.formerCustomer() != null) {
            conditions.append(" AND first_customer_id = :former AND first_customer_id <> customer_id");
        }
        if (filter.before() != null) {
            conditions.append(" AND id < :before");
        }
        // Each shop's newest from the index, so that a small shop is not searched for among the rows of a large one.
        String query = """
                SELECT newest.* FROM unnest(:shops) AS shop (id) CROSS JOIN LATERAL (
                    SELECT * FROM blacklist_entry WHERE shop_id = shop.id %s ORDER BY id DESC LIMIT :rows) newest
                 ORDER BY newest.id DESC LIMIT :rows""".formatted(conditions);
        return db.read(handle -> {
            Query statement = handle.createQuery(query)
                    .bindNamedArgumentFinder(Columns.of(filter.shops()).texts("shops", ShopId::value))
                    .bind("rows", filter.rows());
            if (filter.customer() != null) {
                statement.bind("customer", filter.customer());
            }
            if (filter.formerCustomer() != null) {
                statement.bind("former", filter.formerCustomer());
            }
            if (filter.before() != null) {
                statement.bind("before", filter.before());
            }
            return statement.map(mapper).list();
        });
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
                        .json("contents", arrival -> text(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Entry::id, Function.identity()));
    }

    @Override
    public List<Entry> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> handle.createQuery(
                        "SELECT * FROM blacklist_entry WHERE shop_id = :shop AND id > :after ORDER BY id LIMIT :most")
                .bind("shop", shop)
                .bind("after", after == null ? new UUID(0, 0) : after)
                .bind("most", most)
                .map(mapper)
                .list());
    }

    @Override
    public Map<String, Entry> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(handle -> handle.createQuery(
                        "SELECT * FROM blacklist_entry WHERE shop_id = :shop AND external_ref = ANY (:refs)")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(externalRefs).texts("refs", ref -> ref))
                .map(mapper)
                .collect(Collectors.toMap(Entry::externalRef, Function.identity())));
    }

    static Instant toMicros(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static CustomerId customer(UUID value) {
        return value == null ? null : new CustomerId(value);
    }

    private EntryContent content(String text) {
        try {
            return contents.readValue(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(EntryContent content) {
        try {
            return json.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
