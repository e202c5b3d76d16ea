package io.mergesuite.orders.inquiry;

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

/** The stored inquiries. */
@ApplicationScoped
class Inquiries implements RecordKind<InquiryRequest, Inquiry> {

    private static final Listing LISTING = new Listing("inquiry", "r.received_at", "r.*", "");

    private final Db db;
    private final JsonColumn<List<Message>> messages;
    private final JsonColumn<Person> details;
    private final RowMapper<Inquiry> mapper;

    Inquiries(Db db, ObjectMapper json) {
        this.db = db;
        this.messages = new JsonColumn<>(json, new TypeReference<>() {});
        this.details = new JsonColumn<>(json, new TypeReference<>() {});
        this.mapper = (row, context) -> new Inquiry(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                new CustomerId(row.getObject("customer_id", UUID.class)),
                new CustomerId(row.getObject("first_customer_id", UUID.class)),
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
    public Map<String, Inquiry> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(handle -> LISTING.withExternalRefs(handle, mapper, shop, externalRefs).stream()
                .collect(Collectors.toMap(Inquiry::externalRef, inquiry -> inquiry)));
    }

    @Override
    public List<Inquiry> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> LISTING.page(handle, mapper, shop, after, most));
    }

    Optional<Inquiry> find(Set<ShopId> shops, UUID id) {
        return db.read(handle -> LISTING.find(handle, mapper, shops, id));
    }

    List<Inquiry> list(RecordFilter filter) {
        return db.read(handle -> LISTING.list(handle, mapper, filter));
    }
}
