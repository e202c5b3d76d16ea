package io.mergesuite.customers.points;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** The ledger of regular points; the balance is its sum. Who writes has locked the owner. */
@ApplicationScoped
class PointLedger {

    private final Db db;

    PointLedger(Db db) {
        this.db = db;
    }

    long balance(Owner owner) {
        return db.read(handle -> handle.createQuery(
                        "SELECT coalesce(sum(points), 0)::bigint FROM point_entry WHERE customer_id = :owner")
                .bind("owner", owner.id())
                .mapTo(long.class)
                .one());
    }

    /** @throws Problem 409 {@code duplicate-points}; 422 {@code not-enough-points}, {@code no-points} */
    PointEntry enter(Owner owner, PointEntryRequest request) {
        if (request.points() == 0) {
            throw new Problem(PointProblem.NO_POINTS, "an entry gives or takes points")
                    .at("/points", PointProblem.NO_POINTS.code(), "is 0");
        }
        if (request.points() < 0) {
            PointsResource.requireEnough(balance(owner), -request.points());
        }
        return db.handle()
                .createQuery("""
                        INSERT INTO point_entry (id, shop_id, customer_id, first_customer_id, points, reason, external_ref)
                        VALUES (:id, :shop, :owner, :owner, :points, :reason, :ref)
                        ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bind("id", UuidCreator.getTimeOrderedEpoch())
                .bind("shop", owner.shop())
                .bind("owner", owner.id())
                .bind("points", request.points())
                .bind("reason", request.reason())
                .bind("ref", request.externalRef())
                .map(entry(owner))
                .findOne()
                .orElseThrow(() -> PointsResource.duplicate(owner, request.externalRef()));
    }

    /** Newest first. */
    List<PointEntry> entries(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM point_entry
                         WHERE customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map(entry(owner))
                .list());
    }

    private static RowMapper<PointEntry> entry(Owner owner) {
        return (row, context) -> new PointEntry(
                row.getObject("id", UUID.class),
                owner.id(),
                owner.former(new CustomerId(row.getObject("first_customer_id", UUID.class))),
                row.getLong("points"),
                row.getString("reason"),
                row.getString("external_ref"),
                row.getObject("made_at", OffsetDateTime.class).toInstant());
    }
}
