package io.mergesuite.customers.favourite;

import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** The stored favourites. A customer that a merge has given an item twice has it once; who writes has locked the owner. */
@ApplicationScoped
class Favourites {

    private final Db db;

    Favourites(Db db) {
        this.db = db;
    }

    /** What is there stays as it is. */
    Favourite add(Owner owner, FavouriteRequest request) {
        db.handle()
                .createUpdate("""
                        INSERT INTO favourite (first_customer_id, sku, customer_id, shop_id, added_at)
                        SELECT :owner, :sku, :owner, :shop, coalesce(CAST(:added AS timestamptz), now())
                         WHERE NOT EXISTS (SELECT FROM favourite WHERE customer_id = :owner AND sku = :sku)""")
                .bind("owner", owner.id())
                .bind("sku", request.sku())
                .bind("shop", owner.shop())
                .bind("added", request.addedAt())
                .execute();
        return find(owner, request.sku()).orElseThrow();
    }

    void remove(Owner owner, String sku) {
        db.handle()
                .createUpdate("DELETE FROM favourite WHERE customer_id = :owner AND sku = :sku")
                .bind("owner", owner.id())
                .bind("sku", sku)
                .execute();
    }

    Optional<Favourite> find(Owner owner, String sku) {
        return db.read(handle -> handle.createQuery("""
                        SELECT sku, min(added_at) AS added_at FROM favourite
                         WHERE customer_id = :owner AND sku = :sku GROUP BY sku""")
                .bind("owner", owner.id())
                .bind("sku", sku)
                .map(favourite(owner))
                .findOne());
    }

    /** By item. */
    List<Favourite> list(Owner owner, String after, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT sku, min(added_at) AS added_at FROM favourite
                         WHERE customer_id = :owner AND sku > :after GROUP BY sku ORDER BY sku LIMIT :most""")
                .bind("owner", owner.id())
                .bind("after", after)
                .bind("most", most)
                .map(favourite(owner))
                .list());
    }

    private static RowMapper<Favourite> favourite(Owner owner) {
        return (row, context) -> new Favourite(
                owner.id(),
                row.getString("sku"),
                row.getObject("added_at", OffsetDateTime.class).toInstant());
    }
}
