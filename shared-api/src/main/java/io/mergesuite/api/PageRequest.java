package io.mergesuite.api;

import io.quarkus.arc.Arc;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * The page that a list request asks for (API-06): {@code limit} 1 to 500, default 50, and {@code cursor}. A list takes it
 * as {@code @BeanParam PageRequest page}:
 *
 * <pre>{@code
 * List<Order> found = orders.after(page.after(), page.limit() + 1);      // one more than asked for tells whether there is a next
 * return page.of(found, order -> List.of(order.placedAt().toString(), order.id().toString()), OrderAnswer::of);
 * }</pre>
 *
 * <p>The cursor is signed and tied to the operation, the other query parameters, the other members of a search's body, and the
 * caller's shops; any other is refused with 400 {@code cursor-invalid}. The {@code Link} header is added by itself.
 */
public class PageRequest {

    static final String LIMIT = "limit";
    static final String CURSOR = "cursor";

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    @Parameter(
            description = "How many items to answer at most.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "50"))
    @QueryParam(LIMIT)
    String limit;

    @Parameter(description = "The `next` of the page before. Belongs to this list with this filter.")
    @QueryParam(CURSOR)
    String cursor;

    @Context
    UriInfo request;

    private boolean inBody;

    /**
     * The page that the body of a search asks for, by members of these names.
     *
     * @param limit null for the default
     * @param cursor null for the first page
     */
    public static PageRequest inBody(UriInfo request, Integer limit, String cursor) {
        PageRequest page = new PageRequest();
        page.request = request;
        page.limit = limit == null ? null : limit.toString();
        page.cursor = cursor;
        page.inBody = true;
        return page;
    }

    /** How many items to answer at most. @throws Problem 400 if it is not 1 to 500 */
    public int limit() {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit.matches("[0-9]{1,3}")) {
            int asked = Integer.parseInt(limit);
            if (asked >= 1 && asked <= MAX_LIMIT) {
                return asked;
            }
        }
        throw fault(
                new Problem(CommonProblem.INVALID, "a page has 1 to 500 items"),
                LIMIT,
                "out-of-range",
                "must be a whole number from 1 to 500");
    }

    /**
     * The position of the last item of the page before, as {@link #of} was given it; empty on the first page.
     *
     * @throws Problem 400 {@code cursor-invalid}
     */
    public Optional<List<String>> after() {
        return Optional.ofNullable(cursor)
                .map(sent -> signer().read(sent, request, inBody).orElseThrow(this::notOfThisList));
    }

    /** The same for a list sorted by id alone: the id of the last item of the page before, or null on the first. */
    public UUID afterId() {
        return after().map(position -> UUID.fromString(position.getFirst())).orElse(null);
    }

    private Problem notOfThisList() {
        return fault(
                new Problem(
                        CommonProblem.CURSOR_INVALID, "take the cursor from the answer before, and keep the filter"),
                CURSOR,
                "cursor-invalid",
                "is not one of this list");
    }

    private Problem fault(Problem problem, String name, String code, String detail) {
        return inBody ? problem.at("/" + name, code, detail) : problem.atParameter(name, code, detail);
    }

    /**
     * The page from up to {@code limit() + 1} rows.
     *
     * @param position the values by which the list is sorted, ending in a unique one
     */
    public <R, T> Page<T> of(List<R> rows, Function<R, List<String>> position, Function<R, T> answer) {
        int size = Math.min(rows.size(), limit());
        String next = rows.size() > size ? signer().sign(position.apply(rows.get(size - 1)), request, inBody) : null;
        return new Page<>(rows.subList(0, size).stream().map(answer).toList(), next);
    }

    /** A bean parameter is no bean: what it needs it asks for. */
    private static CursorSigner signer() {
        return Arc.container().instance(CursorSigner.class).get();
    }
}
