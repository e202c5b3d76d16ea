package io.mergesuite.exports;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.ImportShape;
import java.util.List;
import java.util.UUID;

/**
 * A kind of record that can be exported: what a service implements (API-13).
 *
 * @param <T> a stored record
 */
public interface ExportSource<T> {

    /** The plural word of the path, such as {@code customers} in {@code /v1/customers/export}. */
    String kind();

    /** That of the kind's import, with its {@linkplain ImportShape#answeredBy answer}: what goes out can come in. */
    ImportShape shape();

    /**
     * The shop's records in the order of their ids, which never change: so each record that is there from the begin to the end of an
     * export is in one page of it, whatever merges move meanwhile.
     *
     * @param after only those with a greater id; null: from the first
     * @param most how many; fewer are the last ones
     */
    List<T> page(ShopId shop, UUID after, int most);

    UUID id(T record);

    /** As the API shows it. */
    Object answer(T record);
}
