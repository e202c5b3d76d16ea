package io.mergesuite.customers.customer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.customers.customer.Customers.NewCustomer;
import io.mergesuite.imports.ImportContext;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.imports.ImportRow;
import io.mergesuite.messaging.Db;
import io.mergesuite.normalisation.PhoneRules;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Customers for tests of other packages, written as the service writes them. */
@ApplicationScoped
public class CustomersOnStage {

    public static final ShopId SHOP = new ShopId("tokyo");

    private final Db db;
    private final Customers customers;
    private final CustomerWriting writing;
    private final CustomerImport imports;
    private final ObjectMapper json;

    CustomersOnStage(Db db, Customers customers, CustomerWriting writing, CustomerImport imports, ObjectMapper json) {
        this.db = db;
        this.customers = customers;
        this.writing = writing;
        this.imports = imports;
        this.json = json;
    }

    public void openShop() {
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute("""
                INSERT INTO shop (id, name, time_zone, region, language, currency, manual_merge, version)
                VALUES ('tokyo', 'Tokyo', 'Asia/Tokyo', 'JP', 'ja', 'JPY', true, 1) ON CONFLICT DO NOTHING"""));
    }

    public CustomerId person(String familyName) {
        return create("{\"kind\": \"INDIVIDUAL\", \"familyName\": \"" + familyName + "\"}");
    }

    public CustomerId company() {
        return create("{\"kind\": \"CORPORATE\", \"companyName\": \"Tea\"}");
    }

    public CustomerId create(String body) {
        return QuarkusTransaction.requiringNew().call(() -> createHere(body));
    }

    /** As {@link #create}, in the running transaction. */
    public CustomerId createHere(String body) {
        return writing.create(SHOP, read(body, CustomerRequest.class)).id();
    }

    /** Edits in the running transaction, as PATCH does. @throws io.mergesuite.api.Problem as PATCH does */
    public void edit(CustomerId id, String patch) {
        Customer customer = customers.lock(id).orElseThrow();
        writing.requireEditable(customer);
        writing.patch(customer, read(patch, ObjectNode.class));
    }

    /** Locks a customer in the running transaction, as {@link Owners} does. */
    public Owner lockOwner(CustomerId id) {
        return new Owner(customers.lock(id).orElseThrow().id(), SHOP);
    }

    /** Deletes in the running transaction, as DELETE does. @throws io.mergesuite.api.Problem as DELETE does */
    public void delete(CustomerId id) {
        writing.delete(customers.lock(id).orElseThrow());
    }

    public CustomerStatus status(CustomerId id) {
        return find(id).status();
    }

    public CustomerId mergedInto(CustomerId id) {
        return find(id).mergedInto();
    }

    public CustomerDetails details(CustomerId id) {
        return find(id).details();
    }

    public Set<CustomerId> companies(CustomerId person) {
        return Set.copyOf(find(person).companyIds());
    }

    /** The tag that a GET would carry. */
    public String tag(CustomerId id) {
        return CustomerAnswer.tag(find(id)).value();
    }

    /** All that {@link Customer} holds, as text, to be compared. */
    public String all(CustomerId id) {
        return find(id).toString();
    }

    /** Imports rows in a transaction of its own. */
    public List<ImportResult> importRows(String... rows) {
        List<ImportRow> read = Arrays.stream(rows)
                .map(row -> new ImportRow(1, read(row, ObjectNode.class)))
                .toList();
        ImportContext context = new ImportContext(
                UUID.randomUUID(),
                new ShopFacts(SHOP, 1, "Tokyo", "Asia/Tokyo", "JP", "ja", "JPY"),
                "tester",
                Instant.now());
        return QuarkusTransaction.requiringNew().call(() -> imports.apply(context, read, null));
    }

    /** Creates many at once, for sets. */
    public List<CustomerId> persons(int count) {
        List<CustomerId> ids = Stream.generate(CustomerId::next).limit(count).toList();
        CheckedCustomer blank = CheckedCustomer.of(
                read("{\"kind\": \"INDIVIDUAL\", \"familyName\": \"Many\"}", CustomerRequest.class),
                new PhoneRules("JP", null),
                Instant.now(),
                new ArrayList<>());
        QuarkusTransaction.requiringNew()
                .run(() -> customers.create(
                        ids.stream().map(id -> new NewCustomer(id, SHOP, blank)).toList()));
        return ids;
    }

    private Customer find(CustomerId id) {
        return customers.find(id).orElseThrow();
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
