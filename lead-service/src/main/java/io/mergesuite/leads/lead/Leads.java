package io.mergesuite.leads.lead;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.storage.JsonColumn;
import io.mergesuite.merging.storage.Listing;
import io.mergesuite.merging.storage.RecordTable;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table {@code lead}. */
@Singleton
class Leads extends RecordTable<LeadRequest, Lead> {

    private final JsonColumn<LeadContent> contents;

    Leads(Db db, ObjectMapper json) {
        super(db, new Listing("lead", "r.registered_at", "r.*", ""));
        this.contents = new JsonColumn<>(json, new TypeReference<>() {});
    }

    @Override
    protected Lead stored(ResultSet row) throws SQLException {
        return new Lead(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row, "customer_id"),
                customer(row, "first_customer_id"),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                LeadType.valueOf(row.getString("type")),
                row.getString("organisation"),
                row.getString("assignee"),
                LeadStatus.valueOf(row.getString("status")),
                row.getTimestamp("registered_at").toInstant(),
                contents.read(row.getString("content")));
    }

    @Override
    public String plural() {
        return "leads";
    }

    @Override
    public Class<LeadRequest> requestType() {
        return LeadRequest.class;
    }

    @Override
    public LeadAnswer answer(Lead stored) {
        return LeadAnswer.of(stored);
    }

    @Override
    public boolean saysTheSame(Lead stored, Arrival<LeadRequest> arrival) {
        return stored.saysTheSame(arrival);
    }

    @Override
    public Map<UUID, Lead> insert(List<Arrival<LeadRequest>> arrivals) {
        return db.handle()
                .createQuery("""
                        INSERT INTO lead (id, shop_id, customer_id, first_customer_id, external_ref, type, organisation, assignee,
                                status, registered_at, content)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :types, :organisations,
                                  :assignees, :statuses, :registeredAt, :contents)
                            ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bindNamedArgumentFinder(Columns.of(arrivals)
                        .uuids("ids", Arrival::id)
                        .texts("shops", arrival -> arrival.shop().value())
                        .uuids("customers", Arrival::customerUuid)
                        .uuids("firstCustomers", Arrival::firstCustomerUuid)
                        .texts("externalRefs", arrival -> arrival.request().externalRef())
                        .texts("types", arrival -> arrival.request().type().name())
                        .texts("organisations", arrival -> arrival.request().organisation())
                        .texts("assignees", arrival -> arrival.request().assignee())
                        .texts("statuses", arrival -> arrival.request().status().name())
                        .instants("registeredAt", Arrival::at)
                        .json(
                                "contents",
                                arrival -> contents.write(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    @Override
    public LeadRequest asRequest(Lead stored) {
        return LeadRequest.of(stored);
    }

    @Override
    public Set<String> fixed() {
        return Set.of("registeredAt");
    }

    @Override
    public void update(Lead stored, LeadRequest request) {
        db.handle()
                .createUpdate("""
                        UPDATE lead
                           SET version = version + 1, updated_at = now(), type = :type, organisation = :organisation,
                                assignee = :assignee, status = :status, content = CAST(:content AS jsonb)
                         WHERE id = :id""")
                .bind("id", stored.id())
                .bind("type", request.type().name())
                .bind("organisation", request.organisation())
                .bind("assignee", request.assignee())
                .bind("status", request.status().name())
                .bind("content", contents.write(request.content()))
                .execute();
    }
}
