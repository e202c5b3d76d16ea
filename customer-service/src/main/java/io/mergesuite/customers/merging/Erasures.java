package io.mergesuite.customers.merging;

import io.mergesuite.api.KeptAnswers;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.Customers;
import io.mergesuite.customers.customer.DetailsChange;
import io.mergesuite.imports.KeptLines;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.DeadLetters;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.messaging.StepPoints;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Erases persons here (API-11, hole 12): all values of the live end and of everyone who leads to it, and what merges, answers, dead
 * letters and rejected lines of imports have kept of them. Ids, numbers, external refs, ties and redirects stay. This is the only participant that may refuse, so its
 * commit is the point of no return; the others are asked afterwards.
 *
 * <p>Died before the commit: nothing is erased, and the command comes again. Died after it: the reply lies in the outbox, and the command
 * that comes again is answered alike, as all are {@code ERASED}.
 */
@ApplicationScoped
class Erasures {

    private final Db db;
    private final Customers customers;
    private final KeptAnswers keptAnswers;
    private final KeptLines keptLines;
    private final DeadLetters deadLetters;
    private final Outbox outbox;
    private final StepPoints points;

    Erasures(
            Db db,
            Customers customers,
            KeptAnswers keptAnswers,
            KeptLines keptLines,
            DeadLetters deadLetters,
            Outbox outbox,
            StepPoints points) {
        this.db = db;
        this.customers = customers;
        this.keptAnswers = keptAnswers;
        this.keptLines = keptLines;
        this.deadLetters = deadLetters;
        this.outbox = outbox;
        this.points = points;
    }

    /** A row as it is, locked. */
    private record Found(CustomerId id, ShopId shop, CustomerStatus status, long version) {}

    /** Takes commands, in the handler's transaction. */
    void take(Collection<ErasureCommand> commands) {
        if (commands.isEmpty()) {
            return;
        }
        keptLines.hold(
                commands.stream().map(command -> command.person().shopId()).toList());
        for (ErasureCommand command : commands) {
            outbox.send(OutgoingMessage.of(
                    Topics.ERASURE_REPLIES, command.erasureId().toString(), answer(command)));
        }
        points.beforeCommit("erase");
    }

    private ErasureReply answer(ErasureCommand command) {
        ErasedPerson person = command.person();
        Set<CustomerId> named = new HashSet<>(person.ids().toList());
        List<Found> found = lock(named);
        Optional<String> refusal = refusal(person, named, found);
        if (refusal.isPresent()) {
            return ErasureReply.refused(command.erasureId(), Participant.CUSTOMER, refusal.get());
        }
        erase(found.stream()
                .filter(customer -> customer.status() != CustomerStatus.ERASED)
                .toList());
        return ErasureReply.done(command.erasureId(), Participant.CUSTOMER, Map.of("customers", (long) named.size()));
    }

    private Optional<String> refusal(ErasedPerson person, Set<CustomerId> named, List<Found> found) {
        if (found.size() < named.size()) {
            return Optional.of(ErasureReply.UNKNOWN_CUSTOMER);
        }
        if (found.stream().anyMatch(customer -> customer.status() == CustomerStatus.MERGING)) {
            return Optional.of(ErasureReply.CUSTOMER_MERGING);
        }
        // Claims keep merges away while this runs; one may have ended between the question and the claims.
        boolean isEnd = found.stream()
                .noneMatch(customer ->
                        customer.id().equals(person.customer()) && customer.status() == CustomerStatus.MERGED);
        return isEnd && named.containsAll(leadTo(person.customer()))
                ? Optional.empty()
                : Optional.of(ErasureReply.PERSON_CHANGED);
    }

    private List<Found> lock(Collection<CustomerId> ids) {
        return db.handle()
                .createQuery("""
                        SELECT id, shop_id, status, version FROM customer WHERE id = ANY (:ids) ORDER BY id FOR UPDATE""")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .map((row, context) -> new Found(
                        new CustomerId(row.getObject("id", UUID.class)),
                        new ShopId(row.getString("shop_id")),
                        CustomerStatus.valueOf(row.getString("status")),
                        row.getLong("version")))
                .list();
    }

    /** Everyone who leads to this customer, in one step or many. */
    List<CustomerId> leadTo(CustomerId end) {
        return db.read(handle ->
                handle.createQuery("""
                        WITH RECURSIVE subtree AS (
                            SELECT e.source_id FROM merge_edge e WHERE e.survivor_id = :end AND e.state = 'ACTIVE'
                            UNION
                            SELECT e.source_id
                              FROM subtree s JOIN merge_edge e ON e.survivor_id = s.source_id AND e.state = 'ACTIVE')
                        SELECT source_id FROM subtree ORDER BY source_id""").bind("end", end).mapTo(CustomerId.class).list());
    }

    private void erase(List<Found> found) {
        if (found.isEmpty()) {
            return;
        }
        List<CustomerId> ids = found.stream().map(Found::id).toList();
        Columns<CustomerId> columns = Columns.of(ids).uuids("ids", CustomerId::value);
        // With keys and facts: the others learn of an empty customer in its next version.
        customers.change(found.stream()
                .map(customer ->
                        new DetailsChange(customer.id(), customer.shop(), customer.version() + 1, CustomerDetails.NONE))
                .toList());
        db.handle()
                .createUpdate("UPDATE customer SET status = 'ERASED' WHERE id = ANY (:ids)")
                .bindNamedArgumentFinder(columns)
                .execute();
        db.handle()
                .createUpdate(
                        "DELETE FROM merge_manifest WHERE kind = 'customer' AND row_id = ANY (:ids) AND merge_id = ANY"
                                + " (ARRAY(SELECT merge_id FROM merge_edge WHERE survivor_id = ANY (:ids)))")
                .bindNamedArgumentFinder(columns)
                .execute();
        forgetBelongings(columns);
        keptLines.forget(found.stream().map(Found::shop).toList());
        keptAnswers.forget(ids.stream().map(id -> "/v1/customers/" + id).toList());
        deadLetters.forget(ids.stream().map(CustomerId::toString).toList());
    }

    /** Points, lots, loyalty and coupons are amounts, and stay; of them goes what is said in words. */
    private void forgetBelongings(Columns<CustomerId> ids) {
        for (String statement : List.of(
                "UPDATE point_entry SET reason = NULL WHERE customer_id = ANY (:ids) AND reason IS NOT NULL",
                "UPDATE point_lot SET reason = NULL WHERE customer_id = ANY (:ids) AND reason IS NOT NULL",
                "UPDATE point_lot_entry e SET reason = NULL FROM point_lot l"
                        + " WHERE l.customer_id = ANY (:ids) AND e.lot_id = l.id AND e.reason IS NOT NULL",
                "UPDATE coupon SET description = NULL WHERE customer_id = ANY (:ids) AND description IS NOT NULL",
                "DELETE FROM favourite WHERE customer_id = ANY (:ids)",
                "DELETE FROM mail WHERE customer_id = ANY (:ids)",
                "DELETE FROM merge_note WHERE customer_id = ANY (:ids)")) {
            db.handle().createUpdate(statement).bindNamedArgumentFinder(ids).execute();
        }
    }
}
