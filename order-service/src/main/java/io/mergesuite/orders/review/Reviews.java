package io.mergesuite.orders.review;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.storage.JsonColumn;
import io.mergesuite.merging.storage.Listing;
import io.mergesuite.merging.storage.RecordTable;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.content.Person;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The stored reviews. */
@Singleton
class Reviews extends RecordTable<ReviewRequest, Review> {

    private final JsonColumn<Person> details;

    Reviews(Db db, ObjectMapper json) {
        super(db, new Listing("review", "r.received_at", "r.*", ""));
        this.details = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Review stored(ResultSet row) throws SQLException {
        return new Review(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                ReviewStatus.valueOf(row.getString("status")),
                row.getTimestamp("received_at").toInstant(),
                row.getString("sku"),
                row.getInt("rating"),
                row.getString("title"),
                row.getString("text"),
                row.getString("nickname"),
                details.read(row.getString("details")));
    }

    @Override
    public String plural() {
        return "reviews";
    }

    @Override
    public Class<ReviewRequest> requestType() {
        return ReviewRequest.class;
    }

    @Override
    public ReviewAnswer answer(Review stored) {
        return ReviewAnswer.of(stored);
    }

    @Override
    public boolean takesOverDetails() {
        return true;
    }

    @Override
    public boolean saysTheSame(Review stored, Arrival<ReviewRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Review> insert(List<Arrival<ReviewRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        INSERT INTO review (id, shop_id, customer_id, first_customer_id, external_ref, status, received_at,
                                sku, rating, title, text, nickname, details)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :statuses, :receivedAt,
                                  :skus, :ratings, :titles, :texts, :nicknames, :details)
                            ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bindNamedArgumentFinder(Columns.of(arrivals)
                        .uuids("ids", Arrival::id)
                        .texts("shops", arrival -> arrival.shop().value())
                        .uuids("customers", arrival -> arrival.customer().uuid())
                        .uuids(
                                "firstCustomers",
                                arrival -> arrival.firstCustomer().value())
                        .texts("externalRefs", arrival -> arrival.request().externalRef())
                        .texts(
                                "statuses",
                                arrival -> arrival.request().statusOrPending().name())
                        .instants("receivedAt", Arrival::at)
                        .texts("skus", arrival -> arrival.request().sku())
                        .longs("ratings", arrival -> arrival.request().rating().longValue())
                        .texts("titles", arrival -> arrival.request().title())
                        .texts("texts", arrival -> arrival.request().text())
                        .texts("nicknames", arrival -> arrival.request().nickname())
                        .json(
                                "details",
                                arrival -> details.write(
                                        Person.kept(arrival, arrival.request().details()))))
                .map(mapper)
                .collect(Collectors.toMap(Review::id, review -> review));
    }

    @Override
    public ReviewRequest asRequest(Review stored) {
        return ReviewRequest.of(stored);
    }

    @Override
    public Set<String> fixed() {
        return Set.of("receivedAt");
    }

    @Override
    public void update(Review stored, ReviewRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE review
                           SET version = version + 1, updated_at = now(), status = :status, sku = :sku, rating = :rating,
                                title = :title, text = :text, nickname = :nickname, details = CAST(:details AS jsonb)
                         WHERE shop_id = :shop AND id = :id""")
                .bind("shop", stored.shopId())
                .bind("id", stored.id())
                .bind("status", request.statusOrPending().name())
                .bind("sku", request.sku())
                .bind("rating", request.rating())
                .bind("title", request.title())
                .bind("text", request.text())
                .bind("nickname", request.nickname())
                .bind("details", details.write(request.details()))
                .execute();
    }
}
