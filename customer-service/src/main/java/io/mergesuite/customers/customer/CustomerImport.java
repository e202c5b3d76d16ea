package io.mergesuite.customers.customer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.Customers.NewCustomer;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.imports.Flaw;
import io.mergesuite.imports.ImportContext;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.imports.ImportRow;
import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.ImportTarget;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.normalisation.PhoneRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Customers from a file (CU-07). A row whose external ref the shop has changes that customer: the fields it has replace
 * those that are there, what it lacks stays. A row of a customer that is being merged waits for the merge's end (hole 11);
 * that of a merged-away one changes nothing.
 */
@ApplicationScoped
class CustomerImport implements ImportTarget<Void> {

    private static final ImportShape SHAPE =
            ImportShape.of(CustomerRequest.class).key("externalRef").answeredBy(CustomerAnswer.class, "foundThrough");

    /** A row that can be written: of a customer that is there, or of a new one. */
    private record Writable(int row, Customer present, CheckedCustomer values) {

        Map<CustomerId, CustomerId> resolved(Map<CustomerId, CustomerId> companies) {
            return present == null ? companies : ContactPersons.withPresent(present, companies);
        }
    }

    private final Customers customers;
    private final ContactPersons contactPersons;
    private final Shops shops;
    private final RecordReader reader;
    private final ObjectMapper json;

    CustomerImport(
            Customers customers, ContactPersons contactPersons, Shops shops, RecordReader reader, ObjectMapper json) {
        this.customers = customers;
        this.contactPersons = contactPersons;
        this.shops = shops;
        this.reader = reader;
        this.json = json;
    }

    @Override
    public String kind() {
        return "customers";
    }

    @Override
    public ImportShape shape() {
        return SHAPE;
    }

    @Override
    public Void prepare(ImportContext context, List<ImportRow> rows) {
        return null;
    }

    @Override
    public List<ImportResult> apply(ImportContext context, List<ImportRow> rows, Void prepared) {
        ShopId shop = context.shopId();
        PhoneRules rules = shops.phoneRules(shop);
        ImportResult[] results = new ImportResult[rows.size()];
        Map<String, Customer> present = customers.lockByExternalRef(
                shop,
                rows.stream()
                        .map(CustomerImport::externalRef)
                        .filter(Objects::nonNull)
                        .toList());
        List<Writable> writable = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            Customer there = present.get(externalRef(rows.get(i)));
            if (there != null && there.status() == CustomerStatus.MERGING) {
                results[i] = ImportResult.LATER;
            } else if (there != null && there.isErased()) {
                results[i] = ImportResult.rejected(
                        "externalRef", CustomerProblem.CUSTOMER_ERASED.code(), "its customer was erased for privacy");
            } else if (there != null && there.isDeleted()) {
                results[i] = ImportResult.rejected(
                        "externalRef",
                        CustomerProblem.CUSTOMER_DELETED.code(),
                        "customer " + there.number() + " has it, which is deleted: restore it first");
            } else if (there == null || !there.isMerged()) {
                results[i] = check(context, rows.get(i), i, there, rules, writable);
            }
        }
        answerMerged(rows, present, results);
        Map<CustomerId, CustomerId> companies = contactPersons.resolve(
                shop,
                writable.stream()
                        .flatMap(row -> row.values().companyIds().stream())
                        .collect(Collectors.toSet()));
        rejectUnknownCompanies(writable, companies, results);
        create(shop, writable, companies, results);
        change(writable, companies, results);
        return Arrays.asList(results);
    }

    /** Null if the row can be written, which is then noted. */
    private ImportResult check(
            ImportContext context,
            ImportRow row,
            int index,
            Customer there,
            PhoneRules rules,
            List<Writable> writable) {
        return switch (there == null
                ? reader.read(row, CustomerRequest.class)
                : reader.read(row, over(there, row), CustomerRequest.class)) {
            case RecordReader.Refused<CustomerRequest>(ImportResult.Rejected rejected) -> rejected;
            case RecordReader.Value<CustomerRequest>(CustomerRequest request) -> {
                List<Flaw> flaws = new ArrayList<>();
                CheckedCustomer values = CheckedCustomer.of(request, rules, context.createdAt(), flaws);
                if (there != null && request.kind() != there.kind()) {
                    flaws.add(new Flaw(
                            "kind", CommonProblem.NOT_CHANGEABLE.code(), "is another one than the customer's"));
                }
                if (there != null) {
                    flaws.removeIf(flaw -> !row.value().has(CheckedCustomer.field(flaw)));
                }
                if (flaws.isEmpty()) {
                    writable.add(new Writable(index, there, values));
                    yield null;
                }
                yield new ImportResult.Rejected(flaws);
            }
        };
    }

    private ObjectNode over(Customer there, ImportRow row) {
        ObjectNode values = json.valueToTree(CustomerRequest.of(there));
        values.setAll(row.value());
        return values;
    }

    /** CU-07: neither error nor new record. */
    private void answerMerged(List<ImportRow> rows, Map<String, Customer> present, ImportResult[] results) {
        Set<CustomerId> survivors = present.values().stream()
                .filter(Customer::isMerged)
                .map(Customer::mergedInto)
                .collect(Collectors.toSet());
        if (survivors.isEmpty()) {
            return;
        }
        Map<CustomerId, String> numbers = customers.numbers(survivors);
        for (int i = 0; i < results.length; i++) {
            Customer there = present.get(externalRef(rows.get(i)));
            if (there != null && there.isMerged()) {
                results[i] = ImportResult.merged(numbers.get(there.mergedInto()));
            }
        }
    }

    private static void rejectUnknownCompanies(
            List<Writable> writable, Map<CustomerId, CustomerId> companies, ImportResult[] results) {
        writable.removeIf(row -> {
            boolean unknown =
                    !row.resolved(companies).keySet().containsAll(row.values().companyIds());
            if (unknown) {
                results[row.row()] = ImportResult.rejected(
                        "companyIds", CustomerProblem.UNKNOWN_COMPANY.code(), "names what is no company of the shop");
            }
            return unknown;
        });
    }

    private void create(
            ShopId shop, List<Writable> writable, Map<CustomerId, CustomerId> companies, ImportResult[] results) {
        Map<CustomerId, Writable> rows = new HashMap<>();
        List<NewCustomer> made = new ArrayList<>();
        for (Writable row : writable) {
            if (row.present() == null) {
                NewCustomer customer = new NewCustomer(CustomerId.next(), shop, row.values());
                rows.put(customer.id(), row);
                made.add(customer);
            }
        }
        if (made.isEmpty()) {
            return;
        }
        Map<CustomerId, Customers.Created> created = customers.create(made);
        Map<CustomerId, List<CustomerId>> ties = new HashMap<>();
        rows.forEach((id, row) -> {
            // Taken since by somebody else's request: tried again, it is found and updated.
            results[row.row()] = created.containsKey(id) ? ImportResult.CREATED : ImportResult.LATER;
            if (created.containsKey(id)) {
                ties.put(id, row.values().companyIds());
            }
        });
        contactPersons.add(shop, ties, companies);
    }

    private void change(List<Writable> writable, Map<CustomerId, CustomerId> companies, ImportResult[] results) {
        List<DetailsChange> changes = new ArrayList<>();
        for (Writable row : writable) {
            Customer there = row.present();
            if (there == null) {
                continue;
            }
            List<CustomerId> tied = row.values().companyIds();
            Map<CustomerId, CustomerId> own = row.resolved(companies);
            boolean retied =
                    !tied.stream().map(own::get).collect(Collectors.toSet()).equals(Set.copyOf(there.companyIds()));
            Instant registeredAt = row.values().registeredAt(there);
            boolean registered = !registeredAt.equals(there.registeredAt());
            if (retied) {
                contactPersons.set(there, tied, own);
            }
            if (registered) {
                customers.rename(there.id(), there.externalRef(), registeredAt);
            }
            if (retied || registered || !row.values().details().equals(there.details())) {
                changes.add(new DetailsChange(
                        there.id(),
                        there.shopId(),
                        there.version() + 1,
                        row.values().details()));
                results[row.row()] = ImportResult.UPDATED;
            } else {
                results[row.row()] = ImportResult.UNCHANGED;
            }
        }
        customers.change(changes);
    }

    /** As it will be stored, or null. */
    private static String externalRef(ImportRow row) {
        String ref = row.value().path("externalRef").asText("").strip();
        return ref.isEmpty() || row.value().path("externalRef").isNull() ? null : ref;
    }
}
