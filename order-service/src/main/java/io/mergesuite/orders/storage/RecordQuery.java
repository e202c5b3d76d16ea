package io.mergesuite.orders.storage;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.orders.intake.StoredRecord;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The query parameters that all lists of this service have (API-06, OR-04): {@code shopId}, {@code customerId} (resolved),
 * {@code formerCustomerId}, {@code number}, {@code externalRef}, {@code from} and {@code to} (RFC 3339; by the record's own time),
 * {@code limit}, {@code cursor}. Newest first.
 */
public class RecordQuery {

    @QueryParam("shopId")
    String shopId;

    @QueryParam("customerId")
    String customerId;

    @QueryParam("formerCustomerId")
    String formerCustomerId;

    @QueryParam("number")
    String number;

    @QueryParam("externalRef")
    String externalRef;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    @BeanParam
    PageRequest page;

    /**
     * What is asked for.
     *
     * @param equal columns and the values asked for, null for any
     * @throws Problem 400 for a value that can't be read, naming the parameter
     */
    public RecordFilter filter(Caller caller, CustomerReferences references, Map<String, Object> equal) {
        CustomerId customer = parse("customerId", customerId, CustomerId::of, "a UUID");
        return new RecordFilter(
                shops(caller),
                customer == null ? null : references.leadsTo(customer),
                parse("formerCustomerId", formerCustomerId, CustomerId::of, "a UUID"),
                parse("number", number, Long::valueOf, "a number"),
                externalRef,
                parse("from", from, Instant::parse, "a time such as 2026-11-01T09:30:00Z"),
                parse("to", to, Instant::parse, "a time such as 2026-11-01T09:30:00Z"),
                equal,
                page.after()
                        .map(position -> UUID.fromString(position.getFirst()))
                        .orElse(null),
                page.limit() + 1);
    }

    /** The page from the rows that were found. */
    public <T extends StoredRecord, A> Page<A> page(List<T> rows, Function<T, A> answer) {
        return page.of(rows, row -> List.of(row.id().toString()), answer);
    }

    /** A filter of one column; the value is a constant of an enum, by its name. */
    public static <E extends Enum<E>> Map<String, Object> equal(
            String column, String parameter, String value, Class<E> type) {
        Map<String, Object> equal = new HashMap<>();
        E constant =
                parse(parameter, value, text -> Enum.valueOf(type, text), "one of " + List.of(type.getEnumConstants()));
        if (constant != null) {
            equal.put(column, constant.name());
        }
        return equal;
    }

    // A shop that does not exist for the caller has no records for them (SEC-03).
    private Set<ShopId> shops(Caller caller) {
        ShopId asked = parse("shopId", shopId, ShopId::new, "a shop's id");
        if (asked == null) {
            return caller.shops();
        }
        return caller.sees(asked) ? Set.of(asked) : Set.of();
    }

    private static <V> V parse(String parameter, String text, Function<String, V> parser, String expected) {
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (RuntimeException unreadable) {
            throw new Problem(CommonProblem.INVALID, parameter + " is not " + expected)
                    .atParameter(parameter, "invalid", "expected " + expected.toLowerCase(Locale.ROOT));
        }
    }
}
