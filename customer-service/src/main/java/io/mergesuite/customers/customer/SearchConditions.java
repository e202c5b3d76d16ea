package io.mergesuite.customers.customer;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.normalisation.MatchKey;
import io.mergesuite.normalisation.PhoneRules;
import java.time.Duration;
import java.time.Instant;
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

/**
 * The conditions of one search (CU-05), whichever way it was sent; in SQL a customer is {@code c}. Each way to be found is a
 * subquery of ids that goes by an index. Values are always bound, never part of the SQL.
 */
final class SearchConditions {

    /** Above every character a key can have: the end of the range of all that begins alike. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** Any white space, the full-width too. */
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    /** Either name may have several words; the rest of a longer text counts as one. */
    private static final int MOST_WORDS = 6;

    /** How far the time in a customer's id and its createdAt may lie apart: two clocks, and a transaction's time. */
    private static final Duration APART = Duration.ofMinutes(10);

    private final Collection<ShopId> visible;
    private final Map<ShopId, PhoneRules> rules;
    private final boolean merged;
    private String tables = "customer c";
    private final StringBuilder all = new StringBuilder();
    private final Map<String, Object> values = new HashMap<>();
    private final List<String> exact = new ArrayList<>();

    /** @param visible the shops to look in, as {@code :shops} in SQL */
    SearchConditions(CustomerSearchRequest search, Collection<ShopId> visible, Map<ShopId, PhoneRules> rules) {
        this.visible = visible;
        this.rules = rules;
        this.merged = search.asksForMerged();
        all.append(inShops("c"));
        given(search.number()).ifPresent(typed -> any(followed(number(typed)).stream()));
        given(search.externalRef()).ifPresent(typed -> any(followed(externalRef(typed)).stream()));
        given(search.name()).ifPresent(typed -> any(names(typed)));
        given(search.kana()).ifPresent(typed -> any(kana(typed)));
        given(search.email()).ifPresent(typed -> any(equal(MatchKey.ofEmail(typed))));
        given(search.phone()).ifPresent(typed -> any(phones(typed)));
        given(search.postalCode()).ifPresent(typed -> any(equal(MatchKey.ofPostalCode(typed))));
        given(search.q()).ifPresent(this::anything);
        if (search.companyId() != null) {
            any(Stream.of("SELECT t.person_id FROM contact_person t WHERE t.company_id ="
                    + " (SELECT coalesce(k.merged_into, k.id) FROM customer k WHERE k.id = "
                    + value(search.companyId().value()) + ")"));
        }
        if (search.kind() != null) {
            and("c.kind = " + value(search.kind().name()));
        }
        if (search.survivor() != null) {
            and("c.survivor = " + value(search.survivor()));
        }
        if (Boolean.TRUE.equals(search.survivor())) {
            // Only customers that an edge leads to are looked at: an index on the flag would cost
            // every merge its HOT update.
            any(Stream.of("SELECT e.survivor_id FROM merge_edge e WHERE " + inShops("e")));
        }
        status(search.status());
        created(search.createdFrom(), search.createdTo());
        between("c.updated_at", search.updatedFrom(), search.updatedTo());
        // Nobody is changed before being created, and ids are in the order of creation.
        created(null, search.updatedTo());
        between("c.registered_at", search.registeredFrom(), search.registeredTo());
        orders(search);
    }

    /** What stands behind FROM. */
    String tables() {
        return tables;
    }

    /** All of them, joined by AND. */
    String sql() {
        return all.toString();
    }

    /** What is bound to the names in {@link #sql}, besides {@code :shops}. */
    Map<String, Object> values() {
        return values;
    }

    /** Subqueries of the customers that were named exactly, unless those themselves are asked for. */
    List<String> exact() {
        return merged ? List.of() : exact;
    }

    void and(String condition) {
        all.append(" AND ").append(condition);
    }

    String value(Object value) {
        String name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    private static Optional<String> given(String typed) {
        return Optional.ofNullable(typed).filter(text -> !text.isBlank()).map(String::strip);
    }

    /** Of a single shop the rows of an index are in the order of its next column, of several they are not. */
    private String inShops(String table) {
        return visible.size() == 1
                ? table + ".shop_id = " + value(visible.iterator().next().value())
                : table + ".shop_id = ANY(:shops)";
    }

    private void status(CustomerStatus status) {
        if (status == null) {
            and("c.status IN ('ACTIVE', 'MERGING'" + (merged ? ", 'MERGED')" : ")"));
            return;
        }
        and("c.status = " + value(status.name()));
        if (status == CustomerStatus.MERGING) {
            // Of the few merges under way, not of all customers: the columns that a merge changes are in no index.
            any(Stream.of(
                    "SELECT p.survivor_id FROM merge_patch p",
                    "SELECT e.source_id FROM merge_patch p JOIN merge_edge e ON e.merge_id = p.merge_id"));
        }
    }

    private void orders(CustomerSearchRequest search) {
        if (search.asksForLastOrder()) {
            // Joined, as the list is sorted by it.
            tables += " JOIN order_copy o ON o.customer_id = c.id";
            and(inShops("o"));
            and("o.orders > 0");
            between("o.last_placed_at", search.lastOrderFrom(), search.lastOrderTo());
        } else if (Boolean.TRUE.equals(search.withOrders())) {
            any(Stream.of("SELECT o.customer_id FROM order_copy o WHERE " + inShops("o") + " AND o.orders > 0"));
        } else if (Boolean.FALSE.equals(search.withOrders())) {
            and("NOT EXISTS (SELECT FROM order_copy o WHERE o.customer_id = c.id AND o.orders > 0)");
        }
    }

    private void created(Instant from, Instant to) {
        between("c.created_at", from, to);
        if (from != null) {
            and("c.id >= " + value(UuidCreator.getTimeOrderedEpochMin(inIds(from.minus(APART)))));
        }
        if (to != null) {
            and("c.id <= " + value(UuidCreator.getTimeOrderedEpochMax(inIds(to.plus(APART)))));
        }
    }

    /** No id has a time before 1970. */
    private static Instant inIds(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    }

    private void between(String column, Instant from, Instant to) {
        if (from != null) {
            and(column + " >= " + value(from));
        }
        if (to != null) {
            and(column + " < " + value(to));
        }
    }

    private void any(Stream<String> ways) {
        String ids = ways.collect(Collectors.joining(" UNION ALL "));
        and(ids.isEmpty() ? "false" : "c.id IN (" + ids + ")");
    }

    /** Unless merged-away customers themselves are asked for, one that is named exactly stands for its survivor. */
    private Optional<String> followed(Optional<String> way) {
        way.ifPresent(exact::add);
        return merged
                ? way
                : way.map(ids -> "SELECT coalesce(f.merged_into, f.id) FROM customer f WHERE f.id IN (" + ids + ")");
    }

    private void anything(String typed) {
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

    private Optional<String> id(String typed) {
        try {
            return Optional.of("SELECT i.id FROM customer i WHERE " + inShops("i") + " AND i.id = "
                    + value(UUID.fromString(typed)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no id, but it may be a name
        }
    }

    private Optional<String> number(String typed) {
        return Optional.ofNullable(CustomerLookupResource.number(typed))
                .map(number ->
                        "SELECT n.id FROM customer n WHERE " + inShops("n") + " AND n.number = " + value(number));
    }

    private Optional<String> externalRef(String typed) {
        return Optional.of(
                "SELECT r.id FROM customer r WHERE " + inShops("r") + " AND r.external_ref = " + value(typed));
    }

    private Stream<String> equal(Optional<MatchKey> key) {
        return key
                .map(wanted -> "SELECT k.customer_id FROM customer_key k WHERE " + inShops("k") + " AND k.kind = "
                        + value(wanted.kind().prefix()) + " AND k.value = " + value(wanted.value()))
                .stream();
    }

    /** Each shop reads the number by its own rules. */
    private Stream<String> phones(String typed) {
        return rules.entrySet().stream()
                .flatMap(shop -> shop.getValue().key(typed).stream()
                        .map(key -> "SELECT k.customer_id FROM customer_key k WHERE k.shop_id = "
                                + value(shop.getKey().value()) + " AND k.kind = 'phone' AND k.value = "
                                + value(key.value())));
    }

    /** The beginning of the full name, typed with the family name first or last. */
    private Stream<String> names(String typed) {
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

    private Stream<String> kana(String typed) {
        return MatchKey.ofKana(typed, null).stream().flatMap(this::beginning);
    }

    private Stream<String> beginning(MatchKey key) {
        return Stream.of("SELECT k.customer_id FROM customer_key k WHERE " + inShops("k") + " AND k.kind = "
                + value(key.kind().prefix()) + " AND k.value >= " + value(key.value()) + " AND k.value <= "
                + value(key.value() + LAST));
    }
}
