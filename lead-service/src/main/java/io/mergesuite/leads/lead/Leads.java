package io.mergesuite.leads.lead;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordKind;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The table {@code lead}. */
@ApplicationScoped
class Leads implements RecordKind<LeadRequest, Lead> {

    private final Db db;
    private final ObjectMapper json;
    private final ObjectReader contents;
    private final RowMapper<Lead> mapper;

    Leads(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
        this.contents = json.readerFor(LeadContent.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.mapper = (row, context) -> new Lead(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                customer(row.getObject("customer_id", UUID.class)),
                customer(row.getObject("first_customer_id", UUID.class)),
                row.getLong("version"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("number"),
                row.getString("external_ref"),
                LeadType.valueOf(row.getString("type")),
                row.getString("organisation"),
                row.getString("assignee"),
                LeadStatus.valueOf(row.getString("status")),
                row.getTimestamp("registered_at").toInstant(),
                content(row.getString("content")));
    }

    /**
     * Which leads a list shows. Null means: whatever it is.
     *
     * @param customer whose they are now; a merged-away id is resolved already
     * @param formerCustomer the id they came with before a merge took them away
     * @param before only leads with a lower id: the page after the one that ended with it
     */
    record Filter(Set<ShopId> shops, CustomerId customer, CustomerId formerCustomer, UUID before, int rows) {}

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

    Optional<Lead> find(Set<ShopId> shops, UUID id) {
        return db.read(handle -> handle.createQuery("SELECT * FROM lead WHERE id = :id AND shop_id = ANY (:shops)")
                .bind("id", id)
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .map(mapper)
                .findOne());
    }

    /** One page, newest first. */
    List<Lead> list(Filter filter) {
        StringBuilder conditions = new StringBuilder();
        if (filter.customer() != null) {
            conditions.append(" AND customer_id = :customer");
        }
        if (filter.formerCustomer() != null) {
            conditions.append(" AND first_customer_id = :former AND first_customer_id <> customer_id");
        }
        if (filter.before() != null) {
            conditions.append(" AND id < :before");
        }
        // Each shop's newest from the index, so that a small shop is not searched for among the rows of a large one.
        String query = """
                SELECT newest.* FROM unnest(:shops) AS shop (id) CROSS JOIN LATERAL (
                    SELECT * FROM lead WHERE shop_id = shop.id %s ORDER BY id DESC LIMIT :rows) newest
                 ORDER BY newest.id DESC LIMIT :rows""".formatted(conditions);
        return db.read(handle -> {
            Query statement = handle.createQuery(query)
                    .bindNamedArgumentFinder(Columns.of(filter.shops()).texts("shops", ShopId::value))
                    .bind("rows", filter.rows());
            if (filter.customer() != null) {
                statement.bind("customer", filter.customer());
            }
            if (filter.formerCustomer() != null) {
                statement.bind("former", filter.formerCustomer());
            }
            if (filter.before() != null) {
                statement.bind("before", filter.before());
            }
            return statement.map(mapper).list();
        });
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
                        .json("contents", arrival -> text(arrival.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    @Override
    public List<Lead> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> handle.createQuery(
                        "SELECT * FROM lead WHERE shop_id = :shop AND id > :after ORDER BY id LIMIT :most")
                .bind("shop", shop)
                .bind("after", after == null ? new UUID(0, 0) : after)
                .bind("most", most)
                .map(mapper)
                .list());
    }

    @Override
    public Map<String, Lead> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        return db.read(
                handle -> handle.createQuery("SELECT * FROM lead WHERE shop_id = :shop AND external_ref = ANY (:refs)")
                        .bind("shop", shop)
                        .bindNamedArgumentFinder(Columns.of(externalRefs).texts("refs", ref -> ref))
                        .map(mapper)
                        .collect(Collectors.toMap(Lead::externalRef, Function.identity())));
    }

    private static CustomerId customer(UUID value) {
        return value == null ? null : new CustomerId(value);
    }

    private LeadContent content(String text) {
        try {
            return contents.readValue(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(LeadContent content) {
        try {
            return json.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
