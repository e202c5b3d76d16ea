package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.CustomerAnswer.FoundThrough;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds customers by what people type (CU-05): newest first, or by the time of a range, latest first (ADR 17). */
@ApplicationScoped
class CustomerSearch {

    /**
     * Where a customer stands in the list.
     *
     * @param at the time that sorts the list, null if ids do
     */
    record Position(CustomerId id, Instant at) {

        static Position of(List<String> texts) {
            return new Position(CustomerId.of(texts.getFirst()), texts.size() > 1 ? Instant.parse(texts.get(1)) : null);
        }

        List<String> texts() {
            return at == null ? List.of(id.toString()) : List.of(id.toString(), at.toString());
        }
    }

    /** @param through the merged-away customer that was searched for, or null */
    record Found(Customer customer, Position position, FoundThrough through) {}

    private final Db db;
    private final Customers customers;
    private final Shops shops;

    CustomerSearch(Db db, Customers customers, Shops shops) {
        this.db = db;
        this.customers = customers;
        this.shops = shops;
    }

    /**
     * @param visible the shops to look in
     * @param after of the last customer of the page before, or null
     */
    List<Found> find(CustomerSearchRequest search, Collection<ShopId> visible, Position after, int limit) {
        SearchConditions conditions = new SearchConditions(search, visible, shops.phoneRules(visible));
        return db.read(handle -> {
            List<Found> found = query(handle, "", search, conditions, visible, after, limit)
                    .map((row, context) -> {
                        Customer customer = customers.row().map(row, context);
                        Instant at = Optional.ofNullable(row.getObject("sorted_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null);
                        return new Found(customer, new Position(customer.id(), at), null);
                    })
                    .list();
            return found.isEmpty() || conditions.exact().isEmpty()
                    ? found
                    : through(handle, found, conditions, visible);
        });
    }

    /** @param explain what stands before the SELECT: nothing, or EXPLAIN */
    static Query query(
            Handle handle,
            String explain,
            CustomerSearchRequest search,
            SearchConditions conditions,
            Collection<ShopId> visible,
            Position after,
            int limit) {
        Sorting by = Sorting.of(search);
        if (after != null) {
            String id = conditions.value(after.id().value());
            conditions.and(
                    by.time() == null
                            ? by.id() + " < " + id
                            : "(" + by.time() + ", " + by.id() + ") < (" + conditions.value(after.at()) + ", " + id
                                    + ")");
        }
        String sql = explain + "SELECT " + Customers.COLUMNS + ", "
                + (by.time() == null ? "NULL::timestamptz" : by.time()) + " AS sorted_at FROM " + conditions.tables()
                + " WHERE " + conditions.sql() + " ORDER BY " + (by.time() == null ? "" : by.time() + " DESC, ")
                + by.id()
                + " DESC LIMIT " + limit;
        return bound(handle.createQuery(sql), conditions, visible);
    }

    /**
     * The columns that sort the list. A range is read off the index of its column, in the order of that.
     *
     * @param time null if ids alone sort it
     */
    private record Sorting(String time, String id) {

        static Sorting of(CustomerSearchRequest search) {
            if (search.asksForLastOrder()) {
                return new Sorting("o.last_placed_at", "o.customer_id");
            }
            return new Sorting(search.asksForRegistration() ? "c.registered_at" : null, "c.id");
        }
    }

    /** With the merged-away customers that were named exactly. */
    private static List<Found> through(
            Handle handle, List<Found> found, SearchConditions conditions, Collection<ShopId> visible) {
        record Through(CustomerId survivor, FoundThrough through) {}
        String sql =
                "SELECT m.id, m.number, m.external_ref, m.merged_into FROM customer m WHERE m.status = 'MERGED' AND m.id IN ("
                        + String.join(" UNION ALL ", conditions.exact()) + ")";
        Map<CustomerId, FoundThrough> through = bound(handle.createQuery(sql), conditions, visible)
                .map((row, context) -> new Through(
                        new CustomerId(row.getObject("merged_into", UUID.class)),
                        new FoundThrough(
                                new CustomerId(row.getObject("id", UUID.class)),
                                row.getString("number"),
                                row.getString("external_ref"))))
                .stream()
                .collect(Collectors.toMap(Through::survivor, Through::through, (one, other) -> one));
        return found.stream()
                .map(each -> new Found(
                        each.customer(),
                        each.position(),
                        through.get(each.customer().id())))
                .toList();
    }

    private static Query bound(Query query, SearchConditions conditions, Collection<ShopId> visible) {
        return query.bindMap(conditions.values())
                .bindNamedArgumentFinder(Columns.of(visible).texts("shops", ShopId::value));
    }
}
