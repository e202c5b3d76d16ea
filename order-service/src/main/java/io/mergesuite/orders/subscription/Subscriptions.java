package io.mergesuite.orders.subscription;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Content;
import io.mergesuite.orders.storage.JsonColumn;
import io.mergesuite.orders.storage.Listing;
import io.mergesuite.orders.storage.RecordFilter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** The stored subscriptions. */
@ApplicationScoped
class Subscriptions implements RecordKind<SubscriptionRequest, Subscription> {

    private static final Listing LISTING = new Listing("subscription", "r.started_at", "r.*", "");

    private final Db db;
    private final JsonColumn<Content> contents;
    private final RowMapper<Subscription> mapper;

    Subscriptions(Db db, ObjectMapper json) {
        this.db = db;
        this.contents = new JsonColumn<>(json, new TypeReference<>() {});
        this.mapper = (row, context) -> new Subscription(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                new CustomerId(row.getObject("customer_id", UUID.class)),
                new CustomerId(row.getObject("first_customer_id", UUID.class)),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                SubscriptionStatus.valueOf(row.getString("status")),
                row.getTimestamp("started_at").toInstant(),
                new Cycle(row.getInt("cycle_every"), Cycle.Unit.valueOf(row.getString("cycle_unit"))),
                row.getObject("next_delivery_on", LocalDate.class),
                row.getString("currency"),
                row.getLong("total"),
                row.getString("payment_method"),
                row.getString("payment_token"),
                Attention.of(row.getBoolean("attention_required")),
                contents.read(row.getString("content")));
    }

    @Override
    public String plural() {
        return "subscriptions";
    }

    @Override
    public Class<SubscriptionRequest> requestType() {
        return SubscriptionRequest.class;
    }

    @Override
    public SubscriptionAnswer answer(Subscription stored) {
        return SubscriptionAnswer.of(stored);
    }

    @Override
    public boolean saysTheSame(Subscription stored, Arrival<SubscriptionRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Subscription> insert(List<Arrival<SubscriptionRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        INSERT INTO subscription (id, shop_id, customer_id, first_customer_id, external_ref, status, started_at,
                                cycle_every, cycle_unit, next_delivery_on, currency, total, payment_method, payment_token,
                                content)
                        SELECT id, shop_id, customer_id, first_customer_id, external_ref, status, started_at,
                                cycle_every, cycle_unit, next_delivery_on::date, currency, total, payment_method, payment_token,
                                content
                          FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :statuses, :startedAt,
                                  :cycleEvery, :cycleUnits, :nextDeliveries, :currencies, :totals, :paymentMethods,
                                  :paymentTokens, :contents)
                            AS i (id, shop_id, customer_id, first_customer_id, external_ref, status, started_at,
                                cycle_every, cycle_unit, next_delivery_on, currency, total, payment_method, payment_token,
                                content)
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
                                arrival -> arrival.request().statusOrActive().name())
                        .instants("startedAt", Arrival::at)
                        .longs(
                                "cycleEvery",
                                arrival -> arrival.request().cycle().every().longValue())
                        .texts(
                                "cycleUnits",
                                arrival -> arrival.request().cycle().unit().name())
                        .texts(
                                "nextDeliveries",
                                arrival -> arrival.request().nextDeliveryOn().toString())
                        .texts("currencies", arrival -> arrival.request().currency())
                        .longs("totals", arrival -> arrival.request().content().total())
                        .texts("paymentMethods", arrival -> arrival.request().paymentMethod())
                        .texts("paymentTokens", arrival -> arrival.request().paymentToken())
                        .json(
                                "contents",
                                arrival -> contents.write(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Subscription::id, subscription -> subscription));
    }

    @Override
    public Map<String, Subscription> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(handle -> LISTING.withExternalRefs(handle, mapper, shop, externalRefs).stream()
                .collect(Collectors.toMap(Subscription::externalRef, subscription -> subscription)));
    }

    @Override
    public List<Subscription> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> LISTING.page(handle, mapper, shop, after, most));
    }

    Optional<Subscription> find(Set<ShopId> shops, UUID id) {
        return db.read(handle -> LISTING.find(handle, mapper, shops, id));
    }

    List<Subscription> list(RecordFilter filter) {
        return db.read(handle -> LISTING.list(handle, mapper, filter));
    }
}
