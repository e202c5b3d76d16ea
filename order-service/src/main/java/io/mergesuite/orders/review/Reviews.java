package io.mergesuite.orders.review;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.content.Person;
import io.mergesuite.orders.storage.JsonColumn;
import io.mergesuite.orders.storage.Listing;
import io.mergesuite.orders.storage.RecordFilter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** The stored reviews. */
@ApplicationScoped
class Reviews implements RecordKind<ReviewRequest, Review> {

    private static final Listing LISTING = new Listing("review", "r.received_at", "r.*", "");

    private final Db db;
    private final JsonColumn<Person> details;
    private final RowMapper<Review> mapper;

    Reviews(Db db, ObjectMapper json) {
        this.db = db;
        this.details = new JsonColumn<>(json, new TypeReference<>() {});
        this.mapper = (row, context) -> new Review(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                new CustomerId(row.getObject("customer_id", UUID.class)),
                new CustomerId(row.getObject("first_customer_id", UUID.class)),
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
    public Map<String, Review> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(handle -> LISTING.withExternalRefs(handle, mapper, shop, externalRefs).stream()
                .collect(Collectors.toMap(Review::externalRef, review -> review)));
    }

    @Override
    public List<Review> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> LISTING.page(handle, mapper, shop, after, most));
    }

    Optional<Review> find(Set<ShopId> shops, UUID id) {
        return db.read(handle -> LISTING.find(handle, mapper, shops, id));
    }

    List<Review> list(RecordFilter filter) {
        return db.read(handle -> LISTING.list(handle, mapper, filter));
    }
}
