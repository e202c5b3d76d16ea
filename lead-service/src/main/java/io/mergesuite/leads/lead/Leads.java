package io.mergesuite.leads.lead;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The table {@code lead}. */
@ApplicationScoped
class Leads {

    private final Db db;
    private final CustomerReferences references;
    private final ObjectMapper json;
    private final ObjectReader contents;
    private final RowMapper<Lead> mapper;

    Leads(Db db, CustomerReferences references, ObjectMapper json) {
        this.db = db;
        this.references = references;
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

    /** A lead and the customer it names; null if it names none. */
    record Arriving(LeadRequest request, CustomerId customer) {}

    /** What became of one: it is stored, or one with its {@code externalRef} was there, which may say the same. */
    record Written(Lead lead, boolean created, boolean same) {}

    /**
     * Which leads a list shows. Null means: whatever it is.
     *
     * @param customer whose they are now; a merged-away id is resolved already
     * @param formerCustomer the id they came with before a merge took them away
     * @param before only leads with a lower id: the page after the one that ended with it
     */
    record Filter(Set<ShopId> shops, CustomerId customer, CustomerId formerCustomer, UUID before, int rows) {}

    /**
     * Writes leads inside the running transaction, under the ids that their customers resolve to (CM-06). One result for each, in
     * their order; no two of them have the same {@code externalRef}.
     */
    List<Written> write(ShopId shop, Instant now, List<Arriving> arriving) {
        Map<CustomerId, CanonicalCustomerId> resolved = references.resolveAll(arriving.stream()
                .map(Arriving::customer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<NewLead> leads = arriving.stream()
                .map(lead -> new NewLead(
                        UuidCreator.getTimeOrderedEpochPlus1(),
                        shop,
                        Objects.requireNonNullElse(lead.request().registeredAt(), now)
                                .truncatedTo(ChronoUnit.MICROS),
                        lead.customer(),
                        resolved.get(lead.customer()),
                        lead.request()))
                .toList();
        Map<UUID, Lead> stored = insert(leads);
        // A statement of its own, after the insert has waited for whoever was writing the same externalRef.
        Map<String, Lead> existing = withExternalRefs(
                shop,
                leads.stream()
                        .filter(lead -> !stored.containsKey(lead.id()))
                        .map(lead -> lead.request().externalRef())
                        .toList());
        List<Written> written = new ArrayList<>(leads.size());
        for (NewLead lead : leads) {
            Lead created = stored.get(lead.id());
            Lead first = created != null ? created : existing.get(lead.request().externalRef());
            written.add(new Written(first, created != null, created != null || first.saysTheSame(lead)));
        }
        return written;
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

    private Map<UUID, Lead> insert(List<NewLead> leads) {
        if (leads.isEmpty()) {
            return Map.of();
        }
        return db.handle()
                .createQuery("""
                        INSERT INTO lead (id, shop_id, customer_id, first_customer_id, external_ref, type, organisation, assignee,
                                status, registered_at, content)
                        SELECT * FROM unnest(:ids, :shops, :customers, :firstCustomers, :externalRefs, :types, :organisations,
                                  :assignees, :statuses, :registeredAt, :contents)
                            ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                .bindNamedArgumentFinder(Columns.of(leads)
                        .uuids("ids", NewLead::id)
                        .texts("shops", lead -> lead.shop().value())
                        .uuids(
                                "customers",
                                lead -> lead.customer() == null
                                        ? null
                                        : lead.customer().uuid())
                        .uuids(
                                "firstCustomers",
                                lead -> lead.firstCustomer() == null
                                        ? null
                                        : lead.firstCustomer().value())
                        .texts("externalRefs", lead -> lead.request().externalRef())
                        .texts("types", lead -> lead.request().type().name())
                        .texts("organisations", lead -> lead.request().organisation())
                        .texts("assignees", lead -> lead.request().assignee())
                        .texts("statuses", lead -> lead.request().status().name())
                        .instants("registeredAt", NewLead::registeredAt)
                        .json("contents", lead -> text(lead.request().content())))
                .map(mapper)
                .collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    private Map<String, Lead> withExternalRefs(ShopId shop, Collection<String> externalRefs) {
        if (externalRefs.isEmpty()) {
            return Map.of();
        }
        return db.handle()
                .createQuery("SELECT * FROM lead WHERE shop_id = :shop AND external_ref = ANY (:refs)")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(externalRefs).texts("refs", ref -> ref))
                .map(mapper)
                .collect(Collectors.toMap(Lead::externalRef, Function.identity()));
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
