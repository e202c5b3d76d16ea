package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.Belonging;
import io.mergesuite.customers.customer.MergeNotes;
import io.mergesuite.customers.merging.MergeEdges.Redirect;
import io.mergesuite.customers.merging.MergeEffect.Retire;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Carries what the sources have over to the survivor, where the merge's policy says so (CM-12, CM-14): the rows change their customer, and
 * {@code first_customer_id} stays. What is dropped stays where it is. Addresses are details, and in the patch.
 *
 * <p>In the handler's transaction, under the locks of all customers of the merges: who enters points for one of them has committed before, or
 * finds the customer merged away (SG-04).
 */
@ApplicationScoped
class Belongings {

    /** The rows of a kind, and what their number is called in the merge's counts. */
    private record Rows(String table, String counted) {}

    private static final Map<Belonging, Rows> ROWS = new EnumMap<>(Map.of(
            Belonging.POINTS, new Rows("point_entry", "points"),
            Belonging.LIMITED_POINTS, new Rows("point_lot", "pointLots"),
            Belonging.LOYALTY, new Rows("loyalty", "loyalty"),
            Belonging.MAIL_HISTORY, new Rows("mail", "mails"),
            Belonging.FAVOURITES, new Rows("favourite", "favourites"),
            Belonging.COUPONS, new Rows("coupon", "coupons")));

    private static final Set<Belonging> COMBINED = Set.of(Belonging.LOYALTY, Belonging.FAVOURITES);

    private final Db db;
    private final MergeNotes notes;

    Belongings(Db db, MergeNotes notes) {
        this.db = db;
        this.notes = notes;
    }

    /**
     * What would become of the sources' belongings.
     *
     * @param combines of these the survivor's and the sources' become one where they are equal
     */
    record Fate(Map<String, Long> moves, Map<String, Long> combines, Map<String, Long> drops) {}

    /** Counts without a lock. Shipping addresses are details, and shown with the survivor. */
    Fate fate(Collection<CustomerId> sources, Set<Belonging> carried) {
        Fate fate = new Fate(new HashMap<>(), new HashMap<>(), new HashMap<>());
        ROWS.forEach((belonging, rows) -> {
            long count = db.handle()
                    .createQuery("SELECT count(*) FROM " + rows.table() + " WHERE customer_id = ANY (:sources)")
                    .bindNamedArgumentFinder(Columns.of(sources).uuids("sources", CustomerId::value))
                    .mapTo(long.class)
                    .one();
            if (count > 0) {
                Map<String, Long> counted = !carried.contains(belonging)
                        ? fate.drops()
                        : COMBINED.contains(belonging) ? fate.combines() : fate.moves();
                counted.put(rows.counted(), count);
            }
        });
        return fate;
    }

    /** Moves what is carried, and leaves the notes. @return the rows that were moved, by merge and kind */
    Map<MergeId, Map<String, Long>> carryOver(List<Retire> retired) {
        Map<MergeId, Map<String, Long>> counts = new HashMap<>();
        ROWS.forEach((belonging, rows) -> move(
                rows,
                retired.stream()
                        .filter(retire -> carryOver(retire).carried().contains(belonging))
                        .flatMap(retire -> Redirect.of(retire).stream())
                        .toList(),
                counts));
        notes.leave(retired.stream()
                .filter(retire ->
                        carryOver(retire).mergeNote() || carryOver(retire).duplicateNote())
                .map(Belongings::note)
                .toList());
        return counts;
    }

    private static CarryOver carryOver(Retire retire) {
        return retire.part().prepared().carryOver();
    }

    private static MergeNotes.Wanted note(Retire retire) {
        CarryOver carryOver = carryOver(retire);
        return new MergeNotes.Wanted(
                retire.merge(),
                retire.part().shop(),
                retire.part().survivor(),
                retire.part().sources(),
                carryOver.mergeNote(),
                carryOver.duplicateNote(),
                carryOver.actor());
    }

    private void move(Rows rows, List<Redirect> redirects, Map<MergeId, Map<String, Long>> counts) {
        if (redirects.isEmpty()) {
            return;
        }
        db.handle()
                .createQuery("""
                        WITH moved AS (
                            UPDATE %s t SET customer_id = n.survivor
                              FROM unnest(:merges, :sources, :survivors) AS n (merge, source, survivor)
                             WHERE t.customer_id = n.source RETURNING n.merge)
                        SELECT merge, count(*) AS rows FROM moved GROUP BY merge""".formatted(rows.table()))
                .bindNamedArgumentFinder(Columns.of(redirects)
                        .uuids("merges", redirect -> redirect.merge().value())
                        .uuids("sources", redirect -> redirect.source().value())
                        .uuids("survivors", redirect -> redirect.survivor().value()))
                .map((row, context) -> Map.entry(new MergeId(row.getObject("merge", UUID.class)), row.getLong("rows")))
                .forEach(moved -> counts.computeIfAbsent(moved.getKey(), merge -> new HashMap<>())
                        .put(rows.counted(), moved.getValue()));
    }
}
