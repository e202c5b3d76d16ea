package io.mergesuite.merging;

import java.util.Optional;

/**
 * What an erasure makes of the rows of one kind: ids, dates and amounts stay, what tells of the person goes (API-11). The table is one of
 * {@link MovedRows}; its rows also get one more in {@code version}, and a new {@code updated_at}. Names and assignments become part of SQL.
 *
 * @param kind as in {@link MovedRows}
 * @param path where the API shows the records, {@code /v1/orders}: answers kept for repeats of their {@code POST} are forgotten
 * @param becomes assignments to columns of the table, {@code nickname = null, details = '{}'}; empty if it has no value of a person
 * @param apart a table of its own in which the rows keep their content
 */
public record ErasedRows(String kind, String path, Optional<String> becomes, Optional<Apart> apart) {

    /** A table with one row for each row of the kind, found by {@code key}. */
    record Apart(String table, String key, String becomes) {}

    public static ErasedRows of(String kind, String path, String becomes) {
        return new ErasedRows(kind, path, Optional.of(becomes), Optional.empty());
    }

    /** Rows that keep their content in another table. */
    public static ErasedRows apart(String kind, String path, String table, String key, String becomes) {
        return new ErasedRows(kind, path, Optional.empty(), Optional.of(new Apart(table, key, becomes)));
    }
}
