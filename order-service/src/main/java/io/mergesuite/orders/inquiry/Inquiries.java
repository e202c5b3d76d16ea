package io.mergesuite.orders.inquiry;

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

/** The stored inquiries. */
@Singleton
class Inquiries extends RecordTable<InquiryRequest, Inquiry> {

    private final JsonColumn<List<Message>> messages;
    private final JsonColumn<Person> details;

    Inquiries(Db db, ObjectMapper json) {
        super(db, new Listing("inquiry", "r.received_at", "r.*", ""));
        this.messages = new JsonColumn<>(json, new TypeReference<>() {});
        this.details = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Inquiry stored(ResultSet row) throws SQLException {
        return new Inquiry(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                row.getTimestamp("received_at").toInstant(),
                row.getString("channel"),
                row.getString("subject"),
                row.getString("staff"),
                messages.read(row.getString("messages")),
                details.read(row.getString("details")));
    }

    @Override
    public String plural() {
        return "inquiries";
    }

    @Override
    public Class<InquiryRequest> requestType() {
        return InquiryRequest.class;
    }

    @Override
    public InquiryAnswer answer(Inquiry stored) {
        return InquiryAnswer.of(stored);
    }

    @Override
    public boolean takesOverDetails() {
        return true;
    }

    @Override
    public boolean saysTheSame(Inquiry stored, Arrival<InquiryRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Inquiry> insert(List<Arrival<InquiryRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        INSERT INTO inquiry (id, shop_id, customer_id, first_customer_id, external_ref, received_at, channel,
                                subject, staff, messages, details)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :receivedAt, :channels,
                                  :subjects, :staff, :messages, :details)
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
                        .instants("receivedAt", Arrival::at)
                        .texts("channels", arrival -> arrival.request().channel())
                        .texts("subjects", arrival -> arrival.request().subject())
                        .texts("staff", arrival -> arrival.request().staff())
                        .json(
                                "messages",
                                arrival -> messages.write(arrival.request().messages()))
                        .json(
                                "details",
                                arrival -> details.write(
                                        Person.kept(arrival, arrival.request().details()))))
                .map(mapper)
                .collect(Collectors.toMap(Inquiry::id, inquiry -> inquiry));
    }

    @Override
    public InquiryRequest asRequest(Inquiry stored) {
        return InquiryRequest.of(stored);
    }

    @Override
    public Set<String> fixed() {
        return Set.of("receivedAt");
    }

    @Override
    public void update(Inquiry stored, InquiryRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE inquiry
                           SET version = version + 1, updated_at = now(), channel = :channel, subject = :subject, staff = :staff,
                                messages = CAST(:messages AS jsonb), details = CAST(:details AS jsonb)
                         WHERE shop_id = :shop AND id = :id""")
                .bind("shop", stored.shopId())
                .bind("id", stored.id())
                .bind("channel", request.channel())
                .bind("subject", request.subject())
                .bind("staff", request.staff())
                .bind("messages", messages.write(request.messages()))
                .bind("details", details.write(request.details()))
                .execute();
    }
}
