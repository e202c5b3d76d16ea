package io.mergesuite.api;

import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The page that a list request asks for (API-06): {@code limit} 1 to 500, default 50, and {@code cursor}. A list takes it
 * as {@code @BeanParam PageRequest page}:
 *
 * <pre>{@code
 * List<Order> found = orders.after(page.after(), page.limit() + 1);      // one more than asked for tells whether there is a next
 * return page.of(found, order -> List.of(order.placedAt().toString(), order.id().toString()), OrderAnswer::of);
 * }</pre>
 *
 * <p>The cursor is signed and tied to the operation, the other query parameters, the body of a search, and the caller's
 * shops; any other is refused with 400 {@code cursor-invalid}. The {@code Link} header is added by itself.
 */
public class PageRequest {

    @QueryParam("limit")
    Integer limit;

    @QueryParam("cursor")
    String cursor;

    /** How many items to answer at most. @throws Problem 400 if it is not 1 to 500 */
    public int limit() {
        throw new UnsupportedOperationException();
    }

    /**
     * The position of the last item of the page before, as {@link #of} was given it; empty on the first page.
     *
     * @throws Problem 400 {@code cursor-invalid}
     */
    public Optional<List<String>> after() {
        throw new UnsupportedOperationException();
    }

    /**
     * The page from up to {@code limit() + 1} rows.
     *
     * @param position the values by which the list is sorted, ending in a unique one
     */
    public <R, T> Page<T> of(List<R> rows, Function<R, List<String>> position, Function<R, T> answer) {
        throw new UnsupportedOperationException();
    }
}
