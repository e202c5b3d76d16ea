package io.mergesuite.customers.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import io.mergesuite.messaging.Outbox;
import io.mergesuite.messaging.OutgoingMessage;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The rows of customers: every write of values goes through here, in sets, and brings keys and facts along in the same
 * transaction (CU-08, {@code customer.facts}).
 */
@ApplicationScoped
public class Customers {

    /** To be created. */
    record NewCustomer(CustomerId id, ShopId shop, CheckedCustomer values) {

        DetailsChange change() {
            return new DetailsChange(id, shop, 1, values.details());
        }
    }

    /** What the database made of a new customer. */
    record Created(CustomerId id, long number, Instant registeredAt, Instant createdAt) {}

    static final String COLUMNS = """
            c.id, c.number, c.shop_id, c.kind, c.external_ref, c.family_name, c.given_name, c.family_name_kana,
            c.given_name_kana, c.company_name, c.tax_id, c.birthday, c.emails, c.phones, c.addresses, c.notes,
            c.registered_at, c.created_at, c.updated_at, c.version, c.status, c.merge_id, c.merged_into, c.survivor,
            ARRAY(SELECT DISTINCT t.company_id FROM contact_person t WHERE t.person_id = c.id ORDER BY 1) AS company_ids""";

    private static final TypeReference<List<Email>> EMAILS = new TypeReference<>() {};
    private static final TypeReference<List<Phone>> PHONES = new TypeReference<>() {};
    private static final TypeReference<List<Address>> ADDRESSES = new TypeReference<>() {};

    private final Db db;
    private final Outbox outbox;
    private final ObjectMapper json;
    private final CustomerKeys keys;
    private final Shops shops;

    Customers(Db db, Outbox outbox, ObjectMapper json, CustomerKeys keys, Shops shops) {
        this.db = db;
        this.outbox = outbox;
        this.json = json;
        this.keys = keys;
        this.shops = shops;
    }

    Optional<Customer> find(CustomerId id) {
        return db.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM customer c WHERE c.id = :id")
                .bind("id", id)
                .map(row())
                .findOne());
    }

    List<Customer> all(Collection<CustomerId> ids) {
        return db.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM customer c WHERE c.id = ANY(:ids)")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .map(row())
                .list());
    }

    /** The row, locked until the transaction ends: it is neither merged nor edited meanwhile. */
    Optional<Customer> lock(CustomerId id) {
        return db.handle()
                .createQuery("SELECT " + COLUMNS + " FROM customer c WHERE c.id = :id FOR UPDATE OF c")
                .bind("id", id)
                .map(row())
                .findOne();
    }

    /** The customers of a shop that have these external refs, locked in the order of ids; by ref. */
    Map<String, Customer> lockByExternalRef(ShopId shop, Collection<String> refs) {
        return db
                .handle()
                .createQuery("SELECT " + COLUMNS + """
                         FROM customer c WHERE c.shop_id = :shop AND c.external_ref = ANY(:refs)
                        ORDER BY c.id FOR UPDATE OF c""")
                .bind("shop", shop)
                .bindNamedArgumentFinder(Columns.of(refs).texts("refs", ref -> ref))
                .map(row())
                .stream()
                .collect(Collectors.toMap(Customer::externalRef, Function.identity()));
    }

    /** The shop's customers that lists show, with a greater id, in the order of ids; {@code after} null: from the first. */
    List<Customer> page(ShopId shop, UUID after, int most) {
        return db.read(handle -> handle.createQuery("SELECT " + COLUMNS + """
                         FROM customer c
                        WHERE c.shop_id = :shop AND c.id > :after AND c.status IN ('ACTIVE', 'MERGING')
                        ORDER BY c.id LIMIT :most""")
                .bind("shop", shop)
                .bind("after", after == null ? new UUID(0, 0) : after)
                .bind("most", most)
                .map(row())
                .list());
    }

    Optional<Customer> findByExternalRef(ShopId shop, String ref) {
        return db.read(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM customer c WHERE c.shop_id = :shop AND c.external_ref = :ref")
                .bind("shop", shop)
                .bind("ref", ref)
                .map(row())
                .findOne());
    }

    /** Inserts customers with keys and facts. Those whose external ref is taken are left out of the answer, and nothing of them is stored. */
    Map<CustomerId, Created> create(Collection<NewCustomer> customers) {
        Map<CustomerId, Created> created = new HashMap<>();
        db.handle()
                .createQuery("""
                        INSERT INTO customer (id, shop_id, kind, external_ref, registered_at, family_name, given_name,
                               family_name_kana, given_name_kana, company_name, tax_id, birthday, emails, phones,
                               addresses, notes)
                        SELECT id, shop_id, kind, external_ref, coalesce(registered_at, now()), family_name, given_name,
                               family_name_kana, given_name_kana, company_name, tax_id, birthday::date, emails, phones,
                               addresses, notes
                          FROM unnest(:ids, :shops, :kinds, :refs, :registered, :families, :givens, :familyKanas,
                                      :givenKanas, :companies, :taxIds, :birthdays, :emails, :phones, :addresses, :notes)
                            AS n (id, shop_id, kind, external_ref, registered_at, family_name, given_name,
                                  family_name_kana, given_name_kana, company_name, tax_id, birthday, emails, phones,
                                  addresses, notes)
                        ON CONFLICT DO NOTHING
                        RETURNING id, number, registered_at, created_at""")
                .bindNamedArgumentFinder(details(
                                customers, customer -> customer.values().details())
                        .uuids("ids", customer -> customer.id().value())
                        .texts("shops", customer -> customer.shop().value())
                        .texts("kinds", customer -> customer.values().kind().name())
                        .texts("refs", customer -> customer.values().externalRef())
                        .instants("registered", customer -> customer.values().registeredAt()))
                .map((row, context) -> new Created(
                        new CustomerId(row.getObject("id", UUID.class)),
                        row.getLong("number"),
                        instant(row, "registered_at"),
                        instant(row, "created_at")))
                .forEach(one -> created.put(one.id(), one));
        List<DetailsChange> stored = customers.stream()
                .filter(customer -> created.containsKey(customer.id()))
                .map(NewCustomer::change)
                .toList();
        if (!stored.isEmpty()) {
            keys.insert(stored, rules(stored));
            publish(stored);
        }
        return created;
    }

    /**
     * Writes new values of customers whose rows the running transaction has locked, with their keys, and publishes them.
     * The version of each is the one given.
     */
    public void change(Collection<DetailsChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        UPDATE customer c
                           SET version = n.version, updated_at = now(), family_name = n.family_name,
                               given_name = n.given_name, family_name_kana = n.family_name_kana,
                               given_name_kana = n.given_name_kana, company_name = n.company_name, tax_id = n.tax_id,
                               birthday = n.birthday::date, emails = n.emails, phones = n.phones,
                               addresses = n.addresses, notes = n.notes
                          FROM unnest(:ids, :versions, :families, :givens, :familyKanas, :givenKanas, :companies,
                                      :taxIds, :birthdays, :emails, :phones, :addresses, :notes)
                            AS n (id, version, family_name, given_name, family_name_kana, given_name_kana, company_name,
                                  tax_id, birthday, emails, phones, addresses, notes)
                         WHERE c.id = n.id""")
                .bindNamedArgumentFinder(details(changes, DetailsChange::details)
                        .uuids("ids", change -> change.id().value())
                        .longs("versions", DetailsChange::version))
                .execute();
        keys.replace(changes, rules(changes));
        publish(changes);
    }

    /**
     * Writes what is no detail of the person.
     *
     * @throws org.jdbi.v3.core.JdbiException if the ref is taken
     */
    void rename(CustomerId id, String externalRef, Instant registeredAt) {
        db.handle()
                .createUpdate("UPDATE customer SET external_ref = :ref, registered_at = :registered WHERE id = :id")
                .bind("id", id)
                .bind("ref", externalRef)
                .bind("registered", registeredAt)
                .execute();
    }

    /** Moves a locked customer from one status to the other; a change of it like an edit, in which nothing of the person changes. */
    void mark(CustomerId id, CustomerStatus status) {
        db.handle()
                .createUpdate(
                        "UPDATE customer SET status = :status, version = version + 1, updated_at = now() WHERE id = :id")
                .bind("id", id)
                .bind("status", status.name())
                .execute();
    }

    /** Whether the customer, which is MERGING, is about to be merged away; if not it is the survivor. */
    boolean isSource(Customer customer) {
        return db.read(handle -> handle.createQuery(
                        "SELECT EXISTS (SELECT FROM merge_edge WHERE merge_id = :merge AND source_id = :id)")
                .bind("merge", customer.mergeId())
                .bind("id", customer.id())
                .mapTo(Boolean.class)
                .one());
    }

    /** The numbers of customers, by id. */
    Map<CustomerId, String> numbers(Collection<CustomerId> ids) {
        return db.read(handle -> handle.createQuery("SELECT id, number FROM customer WHERE id = ANY(:ids)")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .reduceRows(new HashMap<>(), (numbers, row) -> {
                    numbers.put(new CustomerId(row.getColumn("id", UUID.class)), row.getColumn("number", String.class));
                    return numbers;
                }));
    }

    /** The values of customers, by id. */
    public Map<CustomerId, CustomerDetails> details(Collection<CustomerId> ids) {
        Map<CustomerId, CustomerDetails> details = new HashMap<>();
        db.handle()
                .createQuery("""
                        SELECT id, family_name, given_name, family_name_kana, given_name_kana, company_name, tax_id,
                               birthday, emails, phones, addresses, notes
                          FROM customer WHERE id = ANY(:ids)""")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .map((row, context) -> Map.entry(new CustomerId(row.getObject("id", UUID.class)), readDetails(row)))
                .forEach(entry -> details.put(entry.getKey(), entry.getValue()));
        return details;
    }

    /** Maps a row of {@link #COLUMNS}. */
    RowMapper<Customer> row() {
        return (row, context) -> new Customer(
                new CustomerId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                new ShopId(row.getString("shop_id")),
                CustomerKind.valueOf(row.getString("kind")),
                row.getString("external_ref"),
                readDetails(row),
                ids(row.getArray("company_ids")),
                instant(row, "registered_at"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getLong("version"),
                CustomerStatus.valueOf(row.getString("status")),
                Optional.ofNullable(row.getObject("merge_id", UUID.class))
                        .map(MergeId::new)
                        .orElse(null),
                Optional.ofNullable(row.getObject("merged_into", UUID.class))
                        .map(CustomerId::new)
                        .orElse(null),
                row.getBoolean("survivor"));
    }

    static OutgoingMessage fact(DetailsChange customer) {
        CustomerFacts facts = new CustomerFacts(
                customer.id(),
                customer.shop(),
                customer.version(),
                customer.details().published(customer.version()));
        return OutgoingMessage.ofVersion(Topics.CUSTOMER_FACTS, customer.id().toString(), customer.version(), facts);
    }

    CustomerDetails readDetails(ResultSet row) throws SQLException {
        return new CustomerDetails(
                new PersonName(
                        row.getString("family_name"),
                        row.getString("given_name"),
                        row.getString("family_name_kana"),
                        row.getString("given_name_kana")),
                row.getString("company_name"),
                row.getString("tax_id"),
                row.getObject("birthday", LocalDate.class),
                read(row.getString("emails"), EMAILS),
                read(row.getString("phones"), PHONES),
                read(row.getString("addresses"), ADDRESSES),
                row.getString("notes"));
    }

    private void publish(Collection<DetailsChange> customers) {
        outbox.send(customers.stream().map(Customers::fact).toList());
    }

    private Map<ShopId, PhoneRules> rules(Collection<DetailsChange> changes) {
        return shops.phoneRules(changes.stream().map(DetailsChange::shop).collect(Collectors.toSet()));
    }

    private <T> Columns<T> details(Collection<T> rows, Function<T, CustomerDetails> of) {
        return Columns.of(rows)
                .texts("families", row -> of.apply(row).name().familyName())
                .texts("givens", row -> of.apply(row).name().givenName())
                .texts("familyKanas", row -> of.apply(row).name().familyNameKana())
                .texts("givenKanas", row -> of.apply(row).name().givenNameKana())
                .texts("companies", row -> of.apply(row).companyName())
                .texts("taxIds", row -> of.apply(row).taxId())
                .texts(
                        "birthdays",
                        row -> Optional.ofNullable(of.apply(row).birthday())
                                .map(LocalDate::toString)
                                .orElse(null))
                .json("emails", row -> write(of.apply(row).emails()))
                .json("phones", row -> write(of.apply(row).phones()))
                .json("addresses", row -> write(of.apply(row).addresses()))
                .texts("notes", row -> of.apply(row).notes());
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<CustomerId> ids(Array array) throws SQLException {
        return Arrays.stream((UUID[]) array.getArray()).map(CustomerId::new).toList();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
