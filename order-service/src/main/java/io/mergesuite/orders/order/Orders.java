package io.mergesuite.orders.order;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordSource;
import io.mergesuite.merging.intake.Refusal;
import io.mergesuite.merging.storage.JsonColumn;
import io.mergesuite.merging.storage.Listing;
import io.mergesuite.merging.storage.RecordTable;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Content;
import io.mergesuite.orders.content.OrderType;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The stored orders. */
@Singleton
class Orders extends RecordTable<OrderRequest, Order> {

    private final JsonColumn<Content> contents;

    Orders(Db db, ObjectMapper json) {
        super(db, new Listing("orders", "r.placed_at", "r.*, c.content", "JOIN order_content c ON c.order_id = r.id"));
        this.contents = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Order stored(ResultSet row) throws SQLException {
        return new Order(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                OrderType.valueOf(row.getString("type")),
                RecordSource.valueOf(row.getString("source")),
                row.getTimestamp("placed_at").toInstant(),
                row.getString("currency"),
                row.getLong("total"),
                new Payment(row.getString("payment_method"), Payment.State.valueOf(row.getString("payment_state"))),
                row.getObject("subscription_id", UUID.class),
                Order.Hold.valueOf(row.getString("hold")),
                Order.ScreeningStatus.valueOf(row.getString("screening_status")),
                Attention.of(row.getBoolean("attention_required")),
                contents.read(row.getString("content")));
    }

    @Override
    public String plural() {
        return "orders";
    }

    @Override
    public Class<OrderRequest> requestType() {
        return OrderRequest.class;
    }

    @Override
    public OrderAnswer answer(Order stored) {
        return OrderAnswer.of(stored);
    }

    @Override
    public boolean saysTheSame(Order stored, Arrival<OrderRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Order> insert(List<Arrival<OrderRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        WITH incoming AS (
                            SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :types, :sources,
                                    :placedAt, :currencies, :totals, :paymentMethods, :paymentStates, :subscriptions, :contents)
                                AS i (id, shop_id, customer_id, first_customer_id, external_ref, type, source,
                                    placed_at, currency, total, payment_method, payment_state, subscription_id, content)
                        ), placed AS (
                            INSERT INTO orders (id, shop_id, customer_id, first_customer_id, external_ref, type, source,
                                    placed_at, currency, total, payment_method, payment_state, subscription_id)
                            SELECT id, shop_id, customer_id, first_customer_id, external_ref, type, source,
                                    placed_at, currency, total, payment_method, payment_state, subscription_id
                              FROM incoming
                                ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                            RETURNING *
                        ), kept AS (
                            INSERT INTO order_content (order_id, content)
                            SELECT i.id, i.content FROM incoming i JOIN placed USING (id)
                        )
                        SELECT r.*, i.content FROM placed r JOIN incoming i USING (id)""")
                .bindNamedArgumentFinder(Columns.of(arrivals)
                        .uuids("ids", Arrival::id)
                        .texts("shops", arrival -> arrival.shop().value())
                        .uuids("customers", arrival -> arrival.customer().uuid())
                        .uuids(
                                "firstCustomers",
                                arrival -> arrival.firstCustomer().value())
                        .texts("externalRefs", arrival -> arrival.request().externalRef())
                        .texts(
                                "types",
                                arrival -> arrival.request().content().type().name())
                        .texts("sources", arrival -> arrival.source().name())
                        .instants("placedAt", Arrival::at)
                        .texts("currencies", arrival -> arrival.request().currency())
                        .longs("totals", arrival -> arrival.request().content().total())
                        .texts("paymentMethods", arrival -> arrival.request().paymentMethod())
                        .texts(
                                "paymentStates",
                                arrival -> arrival.request().paymentState().name())
                        .uuids("subscriptions", arrival -> arrival.request().subscriptionId())
                        .json(
                                "contents",
                                arrival -> contents.write(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Order::id, order -> order));
    }

    @Override
    public Map<OrderRequest, Refusal> refused(ShopId shop, Collection<OrderRequest> requests) {
        Set<UUID> named = requests.stream()
                .map(OrderRequest::subscriptionId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (named.isEmpty()) {
            return Map.of();
        }
        Set<UUID> known = db.read(
                handle -> handle.createQuery("SELECT id FROM subscription WHERE shop_id = :shop AND id = ANY (:ids)")
                        .bind("shop", shop)
                        .bindNamedArgumentFinder(Columns.of(named).uuids("ids", id -> id))
                        .mapTo(UUID.class)
                        .set());
        Map<OrderRequest, Refusal> refused = new HashMap<>();
        for (OrderRequest request : requests) {
            if (request.subscriptionId() != null && !known.contains(request.subscriptionId())) {
                refused.put(
                        request,
                        new Refusal(
                                OrderProblem.UNKNOWN_SUBSCRIPTION,
                                "subscriptionId",
                                "the shop has no such subscription"));
            }
        }
        return refused;
    }

    @Override
    public OrderRequest asRequest(Order stored) {
        return OrderRequest.of(stored);
    }

    /** What was ordered, by whom and from what stays as it came (CM-05): of an order only its payment changes. */
    @Override
    public Set<String> fixed() {
        return Set.of(
                "customer",
                "placedAt",
                "currency",
                "orderer",
                "billing",
                "lines",
                "adjustments",
                "total",
                "subscriptionId");
    }

    /** A refund may come after the customer was erased. */
    @Override
    public boolean changesHoldNoPerson() {
        return true;
    }

    @Override
    public void update(Order stored, OrderRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE orders
                           SET version = version + 1, updated_at = now(), payment_method = :paymentMethod,
                                payment_state = :paymentState
                         WHERE shop_id = :shop AND id = :id""")
                .bind("shop", stored.shopId())
                .bind("id", stored.id())
                .bind("paymentMethod", request.paymentMethod())
                .bind("paymentState", request.paymentState().name())
                .execute();
    }
}
