package io.mergesuite.imports;

import java.util.List;

/**
 * A kind of record that can be imported: the one thing a service implements (API-13, CU-07). A CDI bean of it is found by its
 * {@link #kind()}; the resource is an {@link ImportResource} subclass of a few lines.
 *
 * <p>Rows come in sets of at most 500, in the order of the file. A set never holds two rows with the same
 * {@link ImportShape#key(String) key}: a later row equal to an earlier one of the set is answered {@code UNCHANGED} by the
 * engine, a different one begins the next set. So a target may write a set with one statement.
 *
 * <p>For a set, {@link #prepare} runs first, outside any transaction; then {@link #apply} inside the one that also saves the
 * job's position, its counts and its rejections. So a set takes effect exactly once, while {@code prepare} may run again for
 * the same rows after a crash: what it starts elsewhere has to be idempotent ({@link ImportContext#idempotencyKey}).
 *
 * <p>When either throws, nothing of the set is kept. What passes by itself (lost connections, deadlocks, another service
 * answering 502, 503 or 504) is tried again, for ever; for anything else the set is halved down to the single row at fault, which is
 * rejected with the {@link io.mergesuite.api.Problem} that was thrown, or as {@code internal-error}. Bad input is no exception: it is an {@link ImportResult.Rejected} result.
 *
 * @param <P> what {@code prepare} found out; {@link Void} where there is nothing to ask
 */
public interface ImportTarget<P> {

    /** The plural word of the path, such as {@code customers} in {@code /v1/customers/imports}. Stored with each job. */
    String kind();

    /** The fields of a record, against which mappings are checked. The same object every time. */
    ImportShape shape();

    /** Outside a transaction: ask other services, for the whole set at once. May be repeated. */
    P prepare(ImportContext context, List<ImportRow> rows);

    /** Inside the working transaction: write the rows. One result for each row, in their order. */
    List<ImportResult> apply(ImportContext context, List<ImportRow> rows, P prepared);
}
