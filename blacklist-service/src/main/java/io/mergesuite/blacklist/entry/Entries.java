package io.mergesuite.blacklist.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The table {@code blacklist_entry}. */
@ApplicationScoped
class Entries {

    private final Db db;
    private final CustomerReferences references;
    private final ObjectMapper json;
    private final ObjectReader contents;
    private final RowMapper<Entry> mapper;

    Entries(Db db, CustomerReferences references, ObjectMapper json) {
        this.db = db;
        this.references = references;
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

    /** An entry and the customer it names; null if it names none. */
    record Arriving(EntryRequest request, CustomerId customer) {}

    /** What became of one: it is stored, or one with its {@code externalRef} was there, which may say the same. */
    record Written(Entry entry, boolean created, boolean same) {}

    /**
     * Which entries a list shows. Null means: whatever it is.
     *
     * @param customer whose they are now; a merged-away id is resolved already
     * @param formerCustomer the id they came with before a merge took them away
     * @param before only entries with a lower id: the page after the one that ended with it
     */
    record Filter(Set<ShopId> shops, CustomerId customer, CustomerId formerCustomer, UUID before, int rows) {}

    /**
     * Writes entries inside the running transaction, under the ids that their customers resolve to (CM-06). One result for each, in
     * their order; no two of them have the same {@code externalRef}.
     */
    List<Written> write(ShopId shop, Instant now, String enteredBy, List<Arriving> arriving) {
        Map<CustomerId, CanonicalCustomerId> resolved = references.resolveAll(arriving.stream()
                .map(Arriving::customer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<NewEntry> entries = arriving.stream()
                .map(entry -> new NewEntry(
                        UuidCreator.getTimeOrderedEpochPlus1(),
                        shop,
                        toMicros(Objects.requireNonNullElse(entry.request().since(), now)),
                        toMicros(entry.request().until()),
                        entry.customer(),
                        resolved.get(entry.customer()),
                        enteredBy,
                        entry.request()))
                .toList();
        Map<UUID, Entry> stored = insert(entries);
        // A statement of its own, after the insert has waited for whoever was writing the same externalRef.
        Map<String, Entry> existing = withExternalRefs(
                shop,
                entries.stream()
                        .filter(entry -> !stored.containsKey(entry.id()))
                        .map(entry -> entry.request().externalRef())
                        .toList());
        List<Written> written = new ArrayList<>(entries.size());
        for (NewEntry entry : entries) {
            Entry created = stored.get(entry.id());
            Entry first =
                    created != null ? created : existing.get(entry.request().externalRef());
            written.add(new Written(first, created != null, created != null || first.saysTheSame(entry)));
        }
        return written;
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

    private Map<UUID, Entry> insert(List<NewEntry> entries) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        return db.handle()
                .createQuery("""
                        INSERT INTO blacklist_entry (id, shop_id, customer_id, first_customer_id, external_ref, active, since, until,
                                entered_by, content)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :actives, :since, :until,
                                  :enteredBy, :contents)
                            ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bindNamedArgumentFinder(Columns.of(entries)
                        .uuids("ids", NewEntry::id)
                        .texts("shops", entry -> entry.shop().value())
                        .uuids(
                                "customers",
                                entry -> entry.customer() == null
                                        ? null
                                        : entry.customer().uuid())
                        .uuids(
                                "firstCustomers",
                                entry -> entry.firstCustomer() == null
                                        ? null
                                        : entry.firstCustomer().value())
                        .texts("externalRefs", entry -> entry.request().externalRef())
                        .booleans("actives", entry -> entry.request().active())
                        .instants("since", NewEntry::since)
                        .instants("until", NewEntry::until)
                        .texts("enteredBy", NewEntry::enteredBy)
                        .json("contents", entry -> text(entry.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Entry::id, Function.identity()));
    }

    private Map<String, Entry> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        if (externalRefs.isEmpty()) {
            return Map.of();
        }
        return db.handle()
                .createQuery("SELECT * FROM blacklist_entry WHERE shop_id = :shop AND external_ref = ANY (:refs)")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(externalRefs).texts("refs", ref -> ref))
                .map(mapper)
                .collect(Collectors.toMap(Entry::externalRef, Function.identity()));
    }

    private static Instant toMicros(Instant time) {
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
