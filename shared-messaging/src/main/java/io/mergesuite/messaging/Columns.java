package io.mergesuite.messaging;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A list turned into one array for each column, so that one statement handles all of it:
 *
 * <pre>{@code
 * db.handle().createUpdate("""
 *         UPDATE purchase p SET customer_id = m.survivor
 *           FROM unnest(:sources, :survivors) AS m (source, survivor)
 *          WHERE p.customer_id = m.source""")
 *     .bindNamedArgumentFinder(Columns.of(moves)
 *             .uuids("sources", move -> move.source().value())
 *             .uuids("survivors", move -> move.survivor().value()))
 *     .execute();
 * }</pre>
 *
 * Arrays are sent with their PostgreSQL type, so that the statement needs no cast. Values may be null.
 */
public final class Columns<T> implements NamedArgumentFinder {

    private final Collection<T> rows;
    private final Map<String, Argument> columns = new LinkedHashMap<>();

    private Columns(Collection<T> rows) {
        this.rows = rows;
    }

    public static <T> Columns<T> of(Collection<T> rows) {
        return new Columns<>(rows);
    }

    /** A {@code uuid[]}. */
    public Columns<T> uuids(String name, Function<? super T, UUID> value) {
        return column(name, "uuid", value);
    }

    /** A {@code text[]}. */
    public Columns<T> texts(String name, Function<? super T, String> value) {
        return column(name, "text", value);
    }

    /** A {@code bigint[]}. */
    public Columns<T> longs(String name, Function<? super T, Long> value) {
        return column(name, "int8", value);
    }

    /** A {@code boolean[]}. */
    public Columns<T> booleans(String name, Function<? super T, Boolean> value) {
        return column(name, "bool", value);
    }

    /** A {@code timestamptz[]}. */
    public Columns<T> instants(String name, Function<? super T, Instant> value) {
        return column(name, "timestamptz", value);
    }

    /** A {@code jsonb[]} of JSON texts. */
    public Columns<T> json(String name, Function<? super T, String> value) {
        return column(name, "jsonb", value);
    }

    /** A {@code bytea[]}. */
    public Columns<T> bytes(String name, Function<? super T, byte[]> value) {
        byte[][] values = rows.stream().map(value).toArray(byte[][]::new);
        columns.put(name, new ArrayArgument("bytea", values));
        return this;
    }

    /**
     * For a column of type {@code uuid[]}: a {@code text[]} of array literals, which the statement casts row by row
     * ({@code sources::uuid[]}), as an array of arrays can't be unnested by rows.
     */
    public Columns<T> uuidLists(String name, Function<? super T, ? extends Collection<UUID>> value) {
        return texts(
                name, row -> value.apply(row).stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
    }

    @Override
    public Optional<Argument> find(String name, StatementContext context) {
        return Optional.ofNullable(columns.get(name));
    }

    @Override
    public Collection<String> getNames() {
        return List.copyOf(columns.keySet());
    }

    private Columns<T> column(String name, String type, Function<? super T, ?> value) {
        columns.put(name, new ArrayArgument(type, rows.stream().map(value).toArray()));
        return this;
    }

    private static final class ArrayArgument implements Argument {

        private final String type;
        private final Object[] values;

        ArrayArgument(String type, Object[] values) {
            this.type = type;
            this.values = values;
        }

        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            statement.setArray(position, statement.getConnection().createArrayOf(type, values));
        }

        @Override
        public String toString() {
            return type + '[' + values.length + ']'; // no values: Jdbi prints arguments in its errors
        }
    }
}
