package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/**
 * The one place where a customer's id is resolved to the id under which records are written (CM-06). A reference row exists for
 * every id this service knows; it is never deleted, and it is the only row by which writers and merges lock each other out.
 */
@ApplicationScoped
public class CustomerReferences {

    private final Db db;

    CustomerReferences(Db db) {
        this.db = db;
    }

    /**
     * The live end of the customer's redirects, share-locked until the running transaction ends: a merge that would take the id
     * away waits for this transaction, or this transaction sees the merge's redirect.
     *
     * @throws IllegalStateException if the id was never confirmed ({@link ConfirmedCustomers}), was erased, or no transaction is running
     */
    public CanonicalCustomerId resolve(CustomerId id) {
        return Optional.ofNullable(resolveAll(Set.of(id)).get(id))
                .orElseThrow(() -> new IllegalStateException("a customer that was erased is to be written"));
    }

    /**
     * {@link #resolve} for a set, locked in the order of ids, so that two sets can't lock each other in. Customers that were erased
     * (API-11) are missing.
     */
    public Map<CustomerId, CanonicalCustomerId> resolveAll(Collection<CustomerId> ids) {
        Handle handle = db.handle();
        Map<CustomerId, CanonicalCustomerId> resolved = new HashMap<>();
        Set<CustomerId> open = new HashSet<>(ids);
        // One id is mostly its own end, and that is seen by locking it. Of many, one may have to be
        // followed: look before locking, so that all locks are taken by one statement in one order.
        Map<CustomerId, CustomerId> pointers =
                ids.size() == 1 ? ids.stream().collect(Collectors.toMap(id -> id, id -> id)) : pointers(handle, open);
        while (!open.isEmpty()) {
            if (!pointers.keySet().containsAll(open)) {
                throw new IllegalStateException("a customer that was never confirmed is to be written");
            }
            // Only ends are locked. A row on the way may be re-pointed by a merge that waits for the end we hold.
            Map<CustomerId, Boolean> held = holdEnds(handle, Set.copyOf(pointers.values()));
            Map<CustomerId, CustomerId> followed = pointers;
            // What led elsewhere was looked up before the lock: only a look under the lock
            // shows that it still leads here.
            Set<CustomerId> redirected = new HashSet<>(open);
            redirected.removeIf(id -> followed.get(id).equals(id));
            Map<CustomerId, CustomerId> now = pointers(handle, redirected);
            for (CustomerId id : Set.copyOf(open)) {
                CustomerId end = followed.get(id);
                if (held.containsKey(end) && now.getOrDefault(id, id).equals(end)) {
                    if (!held.get(end)) {
                        resolved.put(id, new CanonicalCustomerId(end));
                    }
                    open.remove(id);
                }
            }
            pointers = pointers(handle, open);
        }
        return resolved;
    }

    /** Which of these ids this service knows, each with its shop. Locks nothing. */
    public Map<CustomerId, ShopId> known(Collection<CustomerId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return db.read(handle -> handle.createQuery("SELECT id, shop_id FROM customer_reference WHERE id = ANY (:ids)")
                .bindNamedArgumentFinder(ids(ids))
                .reduceRows(new HashMap<>(), (known, row) -> {
                    known.put(row.getColumn("id", CustomerId.class), row.getColumn("shop_id", ShopId.class));
                    return known;
                }));
    }

    /**
     * Makes the ids known that customer-service has confirmed for the shop; those already known stay as they are. Joins the
     * running transaction, which then holds what it inserted until it ends: call it before {@link #resolve}.
     */
    public void ensure(ShopId shop, Collection<CustomerId> confirmed) {
        ensure(confirmed.stream().map(id -> new Reference(id, shop)).toList());
    }

    /** Where an id leads at this moment, for reading alone: lists filter by it (API-10). An unknown id leads to itself. */
    public CustomerId leadsTo(CustomerId id) {
        return db.read(handle -> handle.createQuery("SELECT canonical_id FROM customer_reference WHERE id = :id")
                        .bind("id", id)
                        .mapTo(CustomerId.class)
                        .findOne())
                .orElse(id);
    }

    /** Where ids lead at this moment, as {@link #leadsTo}; those that are not known are missing. */
    public Map<CustomerId, CustomerId> leadTo(Collection<CustomerId> ids) {
        return db.read(handle -> pointers(handle, Set.copyOf(ids)));
    }

    /** A reference to be known. */
    record Reference(CustomerId id, ShopId shop) {}

    void ensure(List<Reference> references) {
        if (references.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO customer_reference (id, shop_id, canonical_id)
                        SELECT DISTINCT id, shop_id, id FROM unnest(:ids, :shops) AS r (id, shop_id) ORDER BY id
                        ON CONFLICT DO NOTHING""")
                .bindNamedArgumentFinder(Columns.of(references)
                        .uuids("ids", reference -> reference.id().value())
                        .texts("shops", reference -> reference.shop().value()))
                .execute();
    }

    /** Locks out all writers of these ids, in their order; afterwards nothing is written under them any more (hole 12). */
    void erase(Collection<CustomerId> ids) {
        lock(ids);
        db.handle()
                .createUpdate("UPDATE customer_reference SET erased = true WHERE id = ANY (:ids) AND NOT erased")
                .bindNamedArgumentFinder(ids(ids))
                .execute();
    }

    /** Locks out all writers of these ids, in the order of ids; where each leads. Ids that are not known are missing. */
    Map<CustomerId, CustomerId> lock(Collection<CustomerId> ids) {
        return db.handle()
                .createQuery("""
                        SELECT id, canonical_id FROM customer_reference WHERE id = ANY (:ids)
                         ORDER BY id FOR UPDATE""")
                .bindNamedArgumentFinder(ids(ids))
                .reduceRows(new HashMap<>(), CustomerReferences::pointer);
    }

    /** What leads to each source, the source itself too, leads to its end: all in this transaction (CM-03, SG-03, hole 3). */
    void redirect(Map<CustomerId, CustomerId> endBySource) {
        Columns<Map.Entry<CustomerId, CustomerId>> columns = Columns.of(endBySource.entrySet())
                .uuids("sources", entry -> entry.getKey().value())
                .uuids("ends", entry -> entry.getValue().value());
        // In two statements, so that each goes by an index. What leads to a source is no end,
        // so that no writer holds it.
        db.handle().createUpdate("""
                        UPDATE customer_reference r SET canonical_id = m.target
                          FROM unnest(:sources, :ends) AS m (source, target)
                         WHERE r.canonical_id = m.source AND r.canonical_id <> r.id""").bindNamedArgumentFinder(columns).execute();
        db.handle().createUpdate("""
                        UPDATE customer_reference r SET canonical_id = m.target
                          FROM unnest(:sources, :ends) AS m (source, target)
                         WHERE r.id = m.source""").bindNamedArgumentFinder(columns).execute();
    }

    /** Those of these that are ends, and whether each is erased. */
    private static Map<CustomerId, Boolean> holdEnds(Handle handle, Set<CustomerId> ends) {
        // A row that stops being an end while we wait for it falls out of the answer: PostgreSQL looks at it again.
        return handle.createQuery("""
                        SELECT id, erased FROM customer_reference WHERE id = ANY (:ids) AND canonical_id = id
                         ORDER BY id FOR SHARE""").bindNamedArgumentFinder(ids(ends)).reduceRows(new HashMap<>(), (held, row) -> {
            held.put(row.getColumn("id", CustomerId.class), row.getColumn("erased", Boolean.class));
            return held;
        });
    }

    private static Map<CustomerId, CustomerId> pointers(Handle handle, Set<CustomerId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return handle.createQuery("SELECT id, canonical_id FROM customer_reference WHERE id = ANY (:ids)")
                .bindNamedArgumentFinder(ids(ids))
                .reduceRows(new HashMap<>(), CustomerReferences::pointer);
    }

    private static Map<CustomerId, CustomerId> pointer(Map<CustomerId, CustomerId> pointers, RowView row) {
        pointers.put(row.getColumn("id", CustomerId.class), row.getColumn("canonical_id", CustomerId.class));
        return pointers;
    }

    private static Columns<CustomerId> ids(Collection<CustomerId> ids) {
        return Columns.of(ids).uuids("ids", CustomerId::value);
    }
}
