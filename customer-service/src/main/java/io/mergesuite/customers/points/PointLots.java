package io.mergesuite.customers.points;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** Lots of limited-time points and their ledger. Who writes has locked the owner. */
@ApplicationScoped
class PointLots {

    private final Db db;

    PointLots(Db db) {
        this.db = db;
    }

    /** What is left in lots that have not expired. */
    long balance(Owner owner) {
        return db.read(handle -> handle.createQuery("""
                        SELECT coalesce(sum(remaining), 0)::bigint FROM point_lot
                         WHERE customer_id = :owner AND expires_at > now()""")
                .bind("owner", owner.id())
                .mapTo(long.class)
                .one());
    }

    /** @throws Problem 409 {@code duplicate-points} */
    PointLot grant(Owner owner, PointLotRequest request) {
        PointLot lot = db.handle()
                .createQuery("""
                        INSERT INTO point_lot (id, shop_id, customer_id, first_customer_id, granted, remaining, expires_at,
                                               reason, external_ref)
                        VALUES (:id, :shop, :owner, :owner, :points, :points, :expires, :reason, :ref)
                        ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bind("id", UuidCreator.getTimeOrderedEpoch())
                .bind("shop", owner.shop())
                .bind("owner", owner.id())
                .bind("points", request.points())
                .bind("expires", request.expiresAt())
                .bind("reason", request.reason())
                .bind("ref", request.externalRef())
                .map(lot(owner))
                .findOne()
                .orElseThrow(() -> PointsResource.duplicate(owner, request.externalRef()));
        enter(List.of(new PointSpending.Taken(lot.id(), -lot.granted(), lot.remaining())), request.reason());
        return lot;
    }

    /**
     * Takes points from the lots that expire first.
     *
     * @throws Problem 422 {@code not-enough-points}
     */
    PointSpending spend(Owner owner, PointSpendingRequest request) {
        PointsResource.requireEnough(balance(owner), request.points());
        List<PointSpending.Taken> taken = new ArrayList<>();
        long left = request.points();
        for (PointLot lot : usable(owner)) {
            if (left > 0) {
                long points = Math.min(left, lot.remaining());
                taken.add(new PointSpending.Taken(lot.id(), points, lot.remaining() - points));
                left -= points;
            }
        }
        db.handle()
                .createUpdate("""
                        UPDATE point_lot l SET remaining = n.remaining FROM unnest(:lots, :remaining) AS n (id, remaining)
                         WHERE l.id = n.id""")
                .bindNamedArgumentFinder(Columns.of(taken)
                        .uuids("lots", PointSpending.Taken::lotId)
                        .longs("remaining", PointSpending.Taken::remaining))
                .execute();
        enter(taken, request.reason());
        return new PointSpending(request.points(), taken);
    }

    private List<PointLot> usable(Owner owner) {
        return db.handle()
                .createQuery("""
                        SELECT * FROM point_lot WHERE customer_id = :owner AND remaining > 0 AND expires_at > now()
                         ORDER BY expires_at, id""")
                .bind("owner", owner.id())
                .map(lot(owner))
                .list();
    }

    private void enter(List<PointSpending.Taken> taken, String reason) {
        db.handle()
                .createUpdate("""
                        INSERT INTO point_lot_entry (id, lot_id, points, reason)
                        SELECT id, lot_id, points, :reason FROM unnest(:ids, :lots, :points) AS n (id, lot_id, points)""")
                .bind("reason", reason)
                .bindNamedArgumentFinder(Columns.of(taken)
                        .uuids("ids", one -> UuidCreator.getTimeOrderedEpoch())
                        .uuids("lots", PointSpending.Taken::lotId)
                        .longs("points", one -> -one.points()))
                .execute();
    }

    /** Newest first. */
    List<PointLot> lots(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM point_lot
                         WHERE customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map(lot(owner))
                .list());
    }

    /** The entries of all the owner's lots, newest first. */
    List<PointLotEntry> entries(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT e.* FROM point_lot l JOIN point_lot_entry e ON e.lot_id = l.id
                         WHERE l.customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR e.id < :before)
                         ORDER BY e.id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map((row, context) -> new PointLotEntry(
                        row.getObject("id", UUID.class),
                        row.getObject("lot_id", UUID.class),
                        row.getLong("points"),
                        row.getString("reason"),
                        row.getObject("made_at", OffsetDateTime.class).toInstant()))
                .list());
    }

    private static RowMapper<PointLot> lot(Owner owner) {
        return (row, context) -> new PointLot(
                row.getObject("id", UUID.class),
                owner.id(),
                owner.former(new CustomerId(row.getObject("first_customer_id", UUID.class))),
                row.getLong("granted"),
                row.getLong("remaining"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("reason"),
                row.getString("external_ref"),
                row.getObject("made_at", OffsetDateTime.class).toInstant());
    }
}
