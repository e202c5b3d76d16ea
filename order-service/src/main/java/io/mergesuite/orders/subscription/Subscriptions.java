package io.mergesuite.orders.subscription;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.storage.JsonColumn;
import io.mergesuite.merging.storage.Listing;
import io.mergesuite.merging.storage.RecordTable;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Content;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The stored subscriptions. */
@Singleton
class Subscriptions extends RecordTable<SubscriptionRequest, Subscription> {

    private final JsonColumn<Content> contents;

    Subscriptions(Db db, ObjectMapper json) {
        super(db, new Listing("subscription", "r.started_at", "r.*", ""));
        this.contents = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Subscription stored(ResultSet row) throws SQLException {
        return new Subscription(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
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
    public SubscriptionRequest asRequest(Subscription stored) {
        return SubscriptionRequest.of(stored);
    }

    @Override
    public Set<String> fixed() {
        return Set.of("customer", "startedAt");
    }

    @Override
    public void update(Subscription stored, SubscriptionRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE subscription
                           SET version = version + 1, updated_at = now(), status = :status, cycle_every = :cycleEvery,
                                cycle_unit = :cycleUnit, next_delivery_on = :nextDelivery, currency = :currency, total = :total,
                                payment_method = :paymentMethod, payment_token = :paymentToken, content = CAST(:content AS jsonb)
                         WHERE shop_id = :shop AND id = :id""")
                .bind("shop", stored.shopId())
                .bind("id", stored.id())
                .bind("status", request.statusOrActive().name())
                .bind("cycleEvery", request.cycle().every())
                .bind("cycleUnit", request.cycle().unit().name())
                .bind("nextDelivery", request.nextDeliveryOn())
                .bind("currency", request.currency())
                .bind("total", request.content().total())
                .bind("paymentMethod", request.paymentMethod())
                .bind("paymentToken", stored.tokenAfter(request))
                .bind("content", contents.write(request.content()))
                .execute();
    }
}
