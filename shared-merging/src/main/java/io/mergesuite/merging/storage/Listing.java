package io.mergesuite.merging.storage;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the records of one table: one by its id, or a page of a list, newest first. Ids are UUIDv7 of the record's own time, so
 * time and page are ranges of ids, and both ways to go through the table have an index: by customer, and by shop.
 *
 * @param table the table; in SQL its rows are {@code r}
 * @param time the column of the record's own time
 * @param select what to read
 * @param join more to read, or empty
 */
public record Listing(String table, String time, String select, String join) {

    private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

    /** The record, if it belongs to one of the shops. */
    <T> Optional<T> find(Handle handle, RowMapper<T> mapper, Set<ShopId> shops, UUID id) {
        return one(handle, mapper, shops, id, "");
    }

    /** The same, its row locked until the running transaction ends. */
    <T> Optional<T> lock(Handle handle, RowMapper<T> mapper, Set<ShopId> shops, UUID id) {
        return one(handle, mapper, shops, id, " FOR UPDATE OF r");
    }

    private <T> Optional<T> one(Handle handle, RowMapper<T> mapper, Set<ShopId> shops, UUID id, String lock) {
        return handle.createQuery("SELECT " + select + " FROM " + table + " r " + join
                        + " WHERE r.shop_id = ANY (:shops) AND r.id = :id" + lock)
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .bind("id", id)
                .map(mapper)
                .findOne();
    }

    /** The records of a shop with these external refs. */
    <T> List<T> withExternalRefs(Handle handle, RowMapper<T> mapper, ShopId shop, Collection<String> externalRefs) {
        return handle.createQuery("SELECT " + select + " FROM " + table + " r " + join
                        + " WHERE r.shop_id = :shop AND r.external_ref = ANY (:refs)")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(externalRefs).texts("refs", ref -> ref))
                .map(mapper)
                .list();
    }

    /** The shop's records with a greater id, in the order of ids; {@code after} null: from the first. */
    <T> List<T> page(Handle handle, RowMapper<T> mapper, ShopId shop, UUID after, int most) {
        return handle.createQuery("SELECT " + select + " FROM (SELECT * FROM " + table
                        + " r WHERE r.shop_id = :shop AND r.id > :after ORDER BY r.id LIMIT :most) r " + join
                        + " ORDER BY r.id")
                .bind("shop", shop)
                .bind("after", after == null ? new UUID(0, 0) : after)
                .bind("most", most)
                .map(mapper)
                .list();
    }

    /** One page. */
    <T> List<T> list(Handle handle, RowMapper<T> mapper, RecordFilter filter) {
        Map<String, Object> values = new HashMap<>();
        String conditions = conditions(filter, values);
        // A customer's rows stand together in the index by customer. Without one each shop's newest are taken
        // from the primary key, so that a small shop is not searched for among the rows of a large one.
        boolean ofCustomer = filter.customer() != null || filter.formerCustomer() != null;
        String rows = ofCustomer
                ? "SELECT * FROM " + table + " r WHERE r.shop_id = ANY (:shops)" + conditions
                        + " ORDER BY r.id DESC LIMIT :rows"
                : "SELECT newest.* FROM unnest(:shops) AS shop (id) CROSS JOIN LATERAL (SELECT * FROM " + table
                        + " r WHERE r.shop_id = shop.id" + conditions
                        + " ORDER BY r.id DESC LIMIT :rows) newest ORDER BY newest.id DESC LIMIT :rows";
        Query query = handle.createQuery("SELECT " + select + " FROM (" + rows + ") r " + join + " ORDER BY r.id DESC");
        values.forEach(query::bind);
        return query.bindNamedArgumentFinder(Columns.of(filter.shops()).texts("shops", ShopId::value))
                .bind("rows", filter.rows())
                .map(mapper)
                .list();
    }

    /** A time that an id can hold: 48 bits of milliseconds since 1970. What lies beyond would come out as quite another time. */
    private static Instant inIds(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LAST) ? LAST : time;
    }

    private String conditions(RecordFilter filter, Map<String, Object> values) {
        List<String> conditions = new ArrayList<>();
        if (filter.customer() != null) {
            conditions.add("r.customer_id = :customer");
            values.put("customer", filter.customer());
        }
        if (filter.formerCustomer() != null) {
            conditions.add("r.first_customer_id = :formerCustomer AND r.first_customer_id <> r.customer_id");
            values.put("formerCustomer", filter.formerCustomer());
        }
        if (filter.number() != null) {
            conditions.add("r.number = :number");
            values.put("number", filter.number());
        }
        if (filter.externalRef() != null) {
            conditions.add("r.external_ref = :externalRef");
            values.put("externalRef", filter.externalRef());
        }
        if (filter.from() != null) {
            conditions.add("r.id >= :fromId AND " + time + " >= :from");
            values.put("fromId", UuidCreator.getTimeOrderedEpochMin(inIds(filter.from())));
            values.put("from", filter.from());
        }
        if (filter.to() != null) {
            conditions.add("r.id <= :toId AND " + time + " < :to");
            values.put("toId", UuidCreator.getTimeOrderedEpochMax(inIds(filter.to())));
            values.put("to", filter.to());
        }
        if (filter.before() != null) {
            conditions.add("r.id < :before");
            values.put("before", filter.before());
        }
        filter.equal().forEach((column, value) -> {
            if (value instanceof Boolean is) { // in so many words: only then an index of the few that are is used
                conditions.add((is ? "r." : "NOT r.") + column);
            } else if (value != null) {
                conditions.add("r." + column + " = :" + column);
                values.put(column, value.toString());
            }
        });
        return conditions.stream().map(condition -> " AND " + condition).reduce("", String::concat);
    }
}
