package io.mergesuite.leads.lead;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.imports.ImportContext;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.imports.ImportRow;
import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.ImportTarget;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.ConfirmedCustomers;
import io.mergesuite.merging.NamedCustomer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * The import of leads (API-13). A set's customers are asked for at once; who is unknown makes a rejected row. A lead whose
 * {@code externalRef} is there is {@code unchanged} if it says the same, else rejected as {@code conflict}.
 */
@ApplicationScoped
class LeadImport implements ImportTarget<List<LeadImport.Readied>> {

    /** A row before the working transaction: a lead and its customer, or why it is rejected. */
    record Readied(Leads.Arriving lead, ImportResult rejected) {}

    private final ImportShape shape = ImportShape.of(LeadRequest.class).key("externalRef");
    private final Leads leads;
    private final ConfirmedCustomers customers;
    private final RecordReader reader;

    LeadImport(Leads leads, ConfirmedCustomers customers, RecordReader reader) {
        this.leads = leads;
        this.customers = customers;
        this.reader = reader;
    }

    @Override
    public String kind() {
        return "leads";
    }

    @Override
    public ImportShape shape() {
        return shape;
    }

    @Override
    public List<Readied> prepare(ImportContext context, List<ImportRow> rows) {
        List<RecordReader.Read<LeadRequest>> read =
                rows.stream().map(row -> reader.read(row, LeadRequest.class)).toList();
        List<NamedCustomer> named = read.stream()
                .filter(row -> row instanceof RecordReader.Value<LeadRequest>)
                .flatMap(row -> ((RecordReader.Value<LeadRequest>) row).value().customers().stream())
                .toList();
        Map<NamedCustomer, CustomerId> found = customers.confirmAll(context.shopId(), context.actor(), named);
        return read.stream()
                .map(row -> switch (row) {
                    case RecordReader.Refused<LeadRequest>(ImportResult.Rejected rejected) ->
                        new Readied(null, rejected);
                    case RecordReader.Value<LeadRequest>(LeadRequest request) -> ready(request, found);
                })
                .toList();
    }

    @Override
    public List<ImportResult> apply(ImportContext context, List<ImportRow> rows, List<Readied> prepared) {
        var written = leads.write(
                        context.shopId(),
                        context.createdAt(),
                        prepared.stream()
                                .filter(row -> row.rejected() == null)
                                .map(Readied::lead)
                                .toList())
                .iterator();
        return prepared.stream()
                .map(row -> row.rejected() != null ? row.rejected() : result(written.next()))
                .toList();
    }

    private static Readied ready(LeadRequest request, Map<NamedCustomer, CustomerId> found) {
        List<NamedCustomer> named = request.customers();
        if (named.size() > 1) {
            return rejected(null, LeadProblem.CUSTOMER_AMBIGUOUS.code(), "name the customer in one way only");
        }
        if (named.isEmpty()) {
            return new Readied(new Leads.Arriving(request, null), null);
        }
        CustomerId customer = found.get(named.getFirst());
        return customer == null
                ? rejected(named.getFirst().field(), "unknown-customer", "the shop has no such customer")
                : new Readied(new Leads.Arriving(request, customer), null);
    }

    private static Readied rejected(String field, String code, String reason) {
        return new Readied(null, ImportResult.rejected(field, code, reason));
    }

    private static ImportResult result(Leads.Written written) {
        if (written.created()) {
            return ImportResult.CREATED;
        }
        return written.same()
                ? ImportResult.UNCHANGED
                : ImportResult.rejected(
                        "externalRef",
                        "conflict",
                        "number " + written.lead().number() + " has this externalRef and says something else");
    }
}
