package io.mergesuite.blacklist.entry;

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
 * The import of blacklist entries (API-13). A set's customers are asked for at once; who is unknown makes a rejected row. An entry whose
 * {@code externalRef} is there is {@code unchanged} if it says the same, else rejected as {@code conflict}.
 */
@ApplicationScoped
class EntryImport implements ImportTarget<List<EntryImport.Readied>> {

    /** A row before the working transaction: an entry and its customer, or why it is rejected. */
    record Readied(Entries.Arriving entry, ImportResult rejected) {}

    private final ImportShape shape = ImportShape.of(EntryRequest.class).key("externalRef");
    private final Entries entries;
    private final ConfirmedCustomers customers;
    private final RecordReader reader;

    EntryImport(Entries entries, ConfirmedCustomers customers, RecordReader reader) {
        this.entries = entries;
        this.customers = customers;
        this.reader = reader;
    }

    @Override
    public String kind() {
        return "blacklist-entries";
    }

    @Override
    public ImportShape shape() {
        return shape;
    }

    @Override
    public List<Readied> prepare(ImportContext context, List<ImportRow> rows) {
        List<RecordReader.Read<EntryRequest>> read =
                rows.stream().map(row -> reader.read(row, EntryRequest.class)).toList();
        List<NamedCustomer> named = read.stream()
                .filter(row -> row instanceof RecordReader.Value<EntryRequest>)
                .flatMap(row -> ((RecordReader.Value<EntryRequest>) row).value().customers().stream())
                .toList();
        Map<NamedCustomer, CustomerId> found = customers.confirmAll(context.shopId(), context.actor(), named);
        return read.stream()
                .map(row -> switch (row) {
                    case RecordReader.Refused<EntryRequest>(ImportResult.Rejected rejected) ->
                        new Readied(null, rejected);
                    case RecordReader.Value<EntryRequest>(EntryRequest request) -> ready(request, found);
                })
                .toList();
    }

    @Override
    public List<ImportResult> apply(ImportContext context, List<ImportRow> rows, List<Readied> prepared) {
        var written = entries.write(
                        context.shopId(),
                        context.createdAt(),
                        context.actor(),
                        prepared.stream()
                                .filter(row -> row.rejected() == null)
                                .map(Readied::entry)
                                .toList())
                .iterator();
        return prepared.stream()
                .map(row -> row.rejected() != null ? row.rejected() : result(written.next()))
                .toList();
    }

    private static Readied ready(EntryRequest request, Map<NamedCustomer, CustomerId> found) {
        if (request.problem().isPresent()) {
            EntryProblem problem = request.problem().get();
            return rejected(null, problem.code(), problem.title());
        }
        List<NamedCustomer> named = request.customers();
        if (named.isEmpty()) {
            return new Readied(new Entries.Arriving(request, null), null);
        }
        CustomerId customer = found.get(named.getFirst());
        return customer == null
                ? rejected(named.getFirst().field(), "unknown-customer", "the shop has no such customer")
                : new Readied(new Entries.Arriving(request, customer), null);
    }

    private static Readied rejected(String field, String code, String reason) {
        return new Readied(null, ImportResult.rejected(field, code, reason));
    }

    private static ImportResult result(Entries.Written written) {
        if (written.created()) {
            return ImportResult.CREATED;
        }
        return written.same()
                ? ImportResult.UNCHANGED
                : ImportResult.rejected(
                        "externalRef",
                        "conflict",
                        "number " + written.entry().number() + " has this externalRef and says something else");
    }
}
