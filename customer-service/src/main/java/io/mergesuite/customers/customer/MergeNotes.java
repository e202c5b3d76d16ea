package io.mergesuite.customers.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Notes that merges leave on their survivor (CM-16). */
@ApplicationScoped
public class MergeNotes {

    /**
     * The notes that a merge leaves. Its sources can't be edited any more.
     *
     * @param actor who asked for the merge; null if it is not said
     */
    public record Wanted(
            MergeId merge,
            ShopId shop,
            CustomerId survivor,
            List<CustomerId> sources,
            boolean mergeNote,
            boolean duplicateNote,
            String actor) {}

    private record Row(Wanted merge, MergeNote.Kind kind, MergeNote.Said said) {}

    private final Db db;
    private final Customers customers;
    private final ObjectMapper json;

    MergeNotes(Db db, Customers customers, ObjectMapper json) {
        this.db = db;
        this.customers = customers;
        this.json = json;
    }

    /** In the transaction that retires the sources. */
    public void leave(List<Wanted> merges) {
        if (merges.isEmpty()) {
            return;
        }
        Map<CustomerId, Customer> sources =
                customers
                        .all(merges.stream()
                                .flatMap(merge -> merge.sources().stream())
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Customer::id, Function.identity()));
        List<Row> rows = new ArrayList<>();
        for (Wanted merge : merges) {
            List<Customer> merged = merge.sources().stream().map(sources::get).toList();
            if (merge.mergeNote()) {
                rows.add(new Row(
                        merge,
                        MergeNote.Kind.MERGE,
                        new MergeNote.Said(
                                merge.actor(),
                                merged.stream().map(MergeNotes::named).toList(),
                                null)));
            }
            if (merge.duplicateNote()) {
                merged.forEach(source -> rows.add(new Row(
                        merge,
                        MergeNote.Kind.DUPLICATE,
                        new MergeNote.Said(null, null, json.valueToTree(CustomerAnswer.of(source))))));
            }
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_note (id, shop_id, customer_id, merge_id, kind, note)
                        SELECT * FROM unnest(:ids, :shops, :survivors, :merges, :kinds, :notes)""")
                .bindNamedArgumentFinder(Columns.of(rows)
                        .uuids("ids", row -> UuidCreator.getTimeOrderedEpoch())
                        .texts("shops", row -> row.merge().shop().value())
                        .uuids("survivors", row -> row.merge().survivor().value())
                        .uuids("merges", row -> row.merge().merge().value())
                        .texts("kinds", row -> row.kind().name())
                        .json("notes", row -> write(row.said())))
                .execute();
    }

    private static MergeNote.MergedCustomer named(Customer customer) {
        return new MergeNote.MergedCustomer(
                customer.id(),
                Long.toString(customer.number()),
                customer.details().displayName());
    }

    /** Newest first. */
    List<MergeNote> list(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM merge_note
                         WHERE customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map((row, context) -> {
                    MergeNote.Said said = read(row.getString("note"));
                    return new MergeNote(
                            row.getObject("id", UUID.class),
                            new CustomerId(row.getObject("customer_id", UUID.class)),
                            new MergeId(row.getObject("merge_id", UUID.class)),
                            MergeNote.Kind.valueOf(row.getString("kind")),
                            said.by(),
                            said.sources(),
                            said.customer(),
                            row.getObject("made_at", OffsetDateTime.class).toInstant());
                })
                .list());
    }

    private MergeNote.Said read(String text) {
        try {
            return json.readValue(text, MergeNote.Said.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
