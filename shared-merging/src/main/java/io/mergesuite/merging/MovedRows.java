package io.mergesuite.merging;

import java.util.Optional;

/**
 * Rows that belong to a customer and go to the survivor in a merge (CM-05, CM-07 to CM-10). The table has the columns {@code id uuid}
 * (its own, unique in its shop), {@code customer_id uuid} (null: the row belongs to nobody), {@code first_customer_id uuid} (written once),
 * {@code version bigint} and {@code updated_at timestamptz}, and an index on {@code (customer_id, id)}. A move sets
 * {@code customer_id}, adds one to {@code version} (the record has a new entity tag, API-10) and sets {@code updated_at}.
 *
 * @param kind the name of the count in replies and in the merge's history: {@code orders}, {@code inquiries}
 * @param table the table's name
 * @param details a {@code jsonb} column with the customer's details as the record keeps them, or empty. A move replaces the keys
 *     that {@link io.mergesuite.contracts.merge.SurvivorDetails} has (all but {@code customerVersion}), leaves others such as
 *     {@code nickname}, and keeps the column's old value in {@code merge_manifest} (CM-08, CM-09).
 */
public record MovedRows(String kind, String table, Optional<String> details) {

    public MovedRows {
        requireName(kind);
        requireName(table);
        details.ifPresent(MovedRows::requireName);
    }

    /** Rows of which only the customer id changes. */
    public static MovedRows of(String kind, String table) {
        return new MovedRows(kind, table, Optional.empty());
    }

    /** These rows, whose details become the survivor's. */
    public MovedRows withDetailsIn(String column) {
        return new MovedRows(kind, table, Optional.of(column));
    }

    // The names become part of SQL texts.
    private static void requireName(String name) {
        if (!name.matches("[a-z][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("not a plain name: " + name);
        }
    }
}
