package io.mergesuite.customers.coupon;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** The stored coupons. Who writes has locked the owner. */
@ApplicationScoped
class Coupons {

    private final Db db;

    Coupons(Db db) {
        this.db = db;
    }

    /** Empty if the externalRef is taken. */
    Optional<Coupon> give(Owner owner, CouponRequest request) {
        return db.handle()
                .createQuery("""
                        INSERT INTO coupon (id, shop_id, customer_id, first_customer_id, code, description, valid_until, used_at,
                                            external_ref)
                        VALUES (:id, :shop, :owner, :owner, :code, :description, :until, :used, :ref)
                        ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bind("id", UuidCreator.getTimeOrderedEpoch())
                .bind("shop", owner.shop())
                .bind("owner", owner.id())
                .bind("code", request.code())
                .bind("description", request.description())
                .bind("until", request.validUntil())
                .bind("used", request.usedAt())
                .bind("ref", request.externalRef())
                .map(coupon(owner))
                .findOne();
    }

    Optional<Coupon> find(Owner owner, UUID id) {
        return db.read(handle -> handle.createQuery("SELECT * FROM coupon WHERE customer_id = :owner AND id = :id")
                .bind("owner", owner.id())
                .bind("id", id)
                .map(coupon(owner))
                .findOne());
    }

    void change(Coupon coupon, CouponRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE coupon
                           SET version = version + 1, description = :description, valid_until = :until, used_at = :used
                         WHERE id = :id""")
                .bind("id", coupon.id())
                .bind("description", request.description())
                .bind("until", request.validUntil())
                .bind("used", request.usedAt())
                .execute();
    }

    /** Newest first. */
    List<Coupon> list(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM coupon
                         WHERE customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map(coupon(owner))
                .list());
    }

    private static RowMapper<Coupon> coupon(Owner owner) {
        return (row, context) -> new Coupon(
                row.getObject("id", UUID.class),
                owner.id(),
                owner.former(new CustomerId(row.getObject("first_customer_id", UUID.class))),
                row.getString("code"),
                row.getString("description"),
                instant(row, "valid_until"),
                instant(row, "used_at"),
                row.getString("external_ref"),
                instant(row, "made_at"),
                row.getLong("version"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
