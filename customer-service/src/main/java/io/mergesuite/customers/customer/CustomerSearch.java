package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.CustomerAnswer.FoundThrough;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.MatchKey;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds customers by what people type (CU-05), newest first. */
@ApplicationScoped
class CustomerSearch {

    /** The customers found, and through which merged-away ones, by the survivor's id. */
    record Found(List<Customer> customers, Map<CustomerId, FoundThrough> through) {}

    /** Above every character a key can have: the end of the range of all that begins alike. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** Any white space, the full-width too. */
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    /** Either name may have several words; the rest of a longer text counts as one. */
    private static final int MOST_WORDS = 6;

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
     * @param after the last id of the page before, or null
     */
    Found find(CustomerFilter filter, Collection<ShopId> visible, CustomerId after, int limit) {
        Map<ShopId, PhoneRules> rules = shops.phoneRules(visible);
        Conditions conditions = new Conditions(filter.status == CustomerStatus.MERGED, rules);
        given(filter.number).ifPresent(typed -> conditions.exact(conditions.number(typed)));
        given(filter.externalRef).ifPresent(typed -> conditions.exact(conditions.externalRef(typed)));
        given(filter.name).ifPresent(typed -> conditions.any(conditions.names(typed)));
        given(filter.kana).ifPresent(typed -> conditions.any(conditions.kana(typed)));
        given(filter.email).ifPresent(typed -> conditions.any(conditions.equal(MatchKey.ofEmail(typed))));
        given(filter.phone).ifPresent(typed -> conditions.any(conditions.phones(typed)));
        given(filter.postalCode).ifPresent(typed -> conditions.any(conditions.equal(MatchKey.ofPostalCode(typed))));
        given(filter.q).ifPresent(conditions::anything);
        if (filter.companyId != null) {
            conditions.any(Stream.of("SELECT t.person_id FROM contact_person t WHERE t.company_id ="
                    + " (SELECT coalesce(k.merged_into, k.id) FROM customer k WHERE k.id = "
                    + conditions.value(filter.companyId.value()) + ")"));
        }
        if (filter.survivor != null) {
            conditions.and("c.survivor = " + conditions.value(filter.survivor));
        }
        if (Boolean.TRUE.equals(filter.survivor)) {
            // Only customers that an edge leads to are looked at: an index on the flag would cost
            // every merge its HOT update.
            conditions.any(Stream.of("SELECT e.survivor_id FROM merge_edge e WHERE e.shop_id = ANY(:shops)"));
        }
        conditions.and(
                filter.status == null
                        ? "c.status IN ('ACTIVE', 'MERGING')"
                        : "c.status = " + conditions.value(filter.status.name()));
        if (after != null) {
            conditions.and("c.id < " + conditions.value(after.value()));
        }
        String sql = "SELECT " + Customers.COLUMNS + " FROM customer c WHERE c.shop_id = ANY(:shops)" + conditions.all
                + " ORDER BY c.id DESC LIMIT " + limit;
        return db.read(handle -> {
            List<Customer> found = handle.createQuery(sql)
                    .bindMap(conditions.values)
                    .bindNamedArgumentFinder(Columns.of(visible).texts("shops", ShopId::value))
                    .map(customers.row())
                    .list();
            return new Found(found, found.isEmpty() ? Map.of() : through(conditions, visible));
        });
    }

    /** The merged-away customers that were named exactly. */
    private Map<CustomerId, FoundThrough> through(Conditions conditions, Collection<ShopId> visible) {
        if (conditions.merged || conditions.exact.isEmpty()) {
            return Map.of();
        }
        String sql =
                "SELECT m.id, m.number, m.external_ref, m.merged_into FROM customer m WHERE m.status = 'MERGED' AND m.id IN ("
                        + String.join(" UNION ALL ", conditions.exact) + ")";
        record Through(CustomerId survivor, FoundThrough through) {}
        return db
                .read(handle -> handle.createQuery(sql)
                        .bindMap(conditions.values)
                        .bindNamedArgumentFinder(Columns.of(visible).texts("shops", ShopId::value))
                        .map((row, context) -> new Through(
                                new CustomerId(row.getObject("merged_into", UUID.class)),
                                new FoundThrough(
                                        new CustomerId(row.getObject("id", UUID.class)),
                                        row.getString("number"),
                                        row.getString("external_ref"))))
                        .list())
                .stream()
                .collect(Collectors.toMap(Through::survivor, Through::through, (one, other) -> one));
    }

    private static Optional<String> given(String typed) {
        return Optional.ofNullable(typed).filter(text -> !text.isBlank()).map(String::strip);
    }

    /**
     * The conditions of one search. Each way to be found is a subquery of ids; values are always bound, never part of the SQL.
     */
    private static final class Conditions {

        private final boolean merged;
        private final Map<ShopId, PhoneRules> rules;
        private final StringBuilder all = new StringBuilder();
        private final Map<String, Object> values = new HashMap<>();
        private final List<String> exact = new ArrayList<>();

        Conditions(boolean merged, Map<ShopId, PhoneRules> rules) {
            this.merged = merged;
            this.rules = rules;
        }

        String value(Object value) {
            String name = "v" + values.size();
            values.put(name, value);
            return ":" + name;
        }

        void and(String condition) {
            all.append(" AND ").append(condition);
        }

        void any(Stream<String> ways) {
            String ids = ways.collect(Collectors.joining(" UNION ALL "));
            and(ids.isEmpty() ? "false" : "c.id IN (" + ids + ")");
        }

        void exact(Optional<String> way) {
            any(followed(way).stream());
        }

        /** Unless merged-away customers themselves are asked for, one that is named exactly stands for its survivor. */
        private Optional<String> followed(Optional<String> way) {
            way.ifPresent(exact::add);
            return merged
                    ? way
                    : way.map(
                            ids -> "SELECT coalesce(f.merged_into, f.id) FROM customer f WHERE f.id IN (" + ids + ")");
        }

        void anything(String typed) {
            any(Stream.of(
                            followed(id(typed)).stream(),
                            followed(number(typed)).stream(),
                            followed(externalRef(typed)).stream(),
                            equal(MatchKey.ofEmail(typed)),
                            phones(typed),
                            names(typed),
                            kana(typed))
                    .flatMap(Function.identity()));
        }

        Optional<String> id(String typed) {
            try {
                return Optional.of("SELECT i.id FROM customer i WHERE i.shop_id = ANY(:shops) AND i.id = "
                        + value(UUID.fromString(typed)));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // no id, but it may be a name
            }
        }

        Optional<String> number(String typed) {
            return Optional.ofNullable(CustomerLookupResource.number(typed))
                    .map(number -> "SELECT n.id FROM customer n WHERE n.shop_id = ANY(:shops) AND n.number = "
                            + value(number));
        }

        Optional<String> externalRef(String typed) {
            return Optional.of(
                    "SELECT r.id FROM customer r WHERE r.shop_id = ANY(:shops) AND r.external_ref = " + value(typed));
        }

        Stream<String> equal(Optional<MatchKey> key) {
            return key
                    .map(wanted ->
                            "SELECT k.customer_id FROM customer_key k WHERE k.shop_id = ANY(:shops) AND k.kind = "
                                    + value(wanted.kind().prefix()) + " AND k.value = " + value(wanted.value()))
                    .stream();
        }

        /** Each shop reads the number by its own rules. */
        Stream<String> phones(String typed) {
            return rules.entrySet().stream()
                    .flatMap(shop -> shop.getValue().key(typed).stream()
                            .map(key -> "SELECT k.customer_id FROM customer_key k WHERE k.shop_id = "
                                    + value(shop.getKey().value()) + " AND k.kind = 'phone' AND k.value = "
                                    + value(key.value())));
        }

        /** The beginning of the full name, typed with the family name first or last. */
        Stream<String> names(String typed) {
            String[] words = SPACES.split(typed.strip(), MOST_WORDS);
            Stream<Optional<MatchKey>> familyLast = IntStream.range(1, words.length)
                    .mapToObj(family -> MatchKey.ofName(words(words, family, words.length), words(words, 0, family)));
            return Stream.concat(Stream.of(MatchKey.ofName(typed, null)), familyLast)
                    .flatMap(Optional::stream)
                    .distinct()
                    .flatMap(this::beginning);
        }

        private static String words(String[] words, int from, int to) {
            return String.join(" ", Arrays.asList(words).subList(from, to));
        }

        Stream<String> kana(String typed) {
            return MatchKey.ofKana(typed, null).stream().flatMap(this::beginning);
        }

        private Stream<String> beginning(MatchKey key) {
            return Stream.of("SELECT k.customer_id FROM customer_key k WHERE k.shop_id = ANY(:shops) AND k.kind = "
                    + value(key.kind().prefix()) + " AND k.value >= " + value(key.value()) + " AND k.value <= "
                    + value(key.value() + LAST));
        }
    }
}
