package io.mergesuite.merging.intake;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.imports.ImportContext;
import io.mergesuite.imports.ImportResult;
import io.mergesuite.imports.ImportRow;
import io.mergesuite.imports.ImportShape;
import io.mergesuite.imports.ImportTarget;
import io.mergesuite.imports.RecordReader;
import io.mergesuite.merging.NamedCustomer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The import of one kind (OR-05). A set's customers are asked for at once; who is unknown makes a rejected row, unless the row brings
 * the customer. A record whose {@code externalRef} is there is {@code unchanged} if it says the same, else rejected as
 * {@code conflict}: an import rewrites nothing. It never waits for a merge (hole 11): a merged-away id is resolved (CM-06).
 */
public abstract class RecordImport<R extends Record & RecordRequest, T extends StoredRecord>
        implements ImportTarget<List<RecordImport.Readied<R>>> {

    /** A row before the working transaction: a record and its customer, if it has one, or why it is rejected. */
    public sealed interface Readied<R> {}

    private record Ready<R>(R request, CustomerId customer) implements Readied<R> {}

    private record Rejected<R>(ImportResult result) implements Readied<R> {}

    private final RecordKind<R, T> kind;
    private final ImportShape shape;
    private final RecordReader reader;
    private final Intake intake;
    private final RecordCustomers customers;

    protected RecordImport(RecordKind<R, T> kind, ImportShape shape, RecordReader reader, Intake intake) {
        this.kind = kind;
        this.shape = shape.key("externalRef");
        this.reader = reader;
        this.intake = intake;
        this.customers = intake.customers();
    }

    @Override
    public String kind() {
        return kind.plural();
    }

    @Override
    public ImportShape shape() {
        return shape;
    }

    @Override
    public List<Readied<R>> prepare(ImportContext context, List<ImportRow> rows) {
        List<Read<R>> read = rows.stream().map(this::read).toList();
        Set<NamedCustomer> names = read.stream()
                .map(Read::request)
                .filter(Objects::nonNull)
                .flatMap(request -> RecordCustomers.name(request).stream())
                .collect(Collectors.toSet());
        Map<NamedCustomer, CustomerId> found = new HashMap<>(customers.find(context.shopId(), context.actor(), names));
        Set<R> bringing = read.stream()
                .map(Read::request)
                .filter(request -> request != null && request.newCustomer() != null)
                .collect(Collectors.toSet());
        Map<String, T> there = there(context.shopId(), bringing);
        Map<R, Refusal> refused = kind.refused(context.shopId(), bringing);

        List<Readied<R>> readied = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Read<R> row = read.get(i);
            readied.add(
                    row.rejected() != null
                            ? new Rejected<>(row.rejected())
                            : ready(context, rows.get(i), row.request(), found, there, refused));
        }
        return readied;
    }

    @Override
    public List<ImportResult> apply(ImportContext context, List<ImportRow> rows, List<Readied<R>> prepared) {
        List<Intake.Arriving<R>> arriving = new ArrayList<>();
        for (Readied<R> row : prepared) {
            if (row instanceof Ready<R>(R request, CustomerId customer)) {
                arriving.add(new Intake.Arriving<>(request, customer));
            }
        }
        var outcomes = intake.write(
                        kind, context.shopId(), RecordSource.IMPORT, context.actor(), context.createdAt(), arriving)
                .iterator();
        return prepared.stream()
                .map(row -> switch (row) {
                    case Rejected<R>(ImportResult result) -> result;
                    case Ready<R> ready -> result(outcomes.next());
                })
                .toList();
    }

    private static ImportResult result(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Stored<?> stored -> ImportResult.CREATED;
            case Outcome.Existed<?>(StoredRecord first, boolean equal) ->
                equal
                        ? ImportResult.UNCHANGED
                        : ImportResult.rejected(
                                "externalRef",
                                "conflict",
                                "number " + first.number() + " has this externalRef and says something else");
            case Outcome.Refused<?>(Refusal refusal) -> new ImportResult.Rejected(List.of(refusal.flaw()));
        };
    }

    /** A row as a request, or why it is none. */
    private record Read<R>(R request, ImportResult rejected) {}

    private Read<R> read(ImportRow row) {
        return switch (reader.read(row, kind.requestType())) {
            case RecordReader.Refused<R>(ImportResult.Rejected rejected) -> new Read<>(null, rejected);
            case RecordReader.Value<R>(R request) -> {
                List<Flaw> flaws = request.flaws();
                yield flaws.isEmpty() ? new Read<>(request, null) : new Read<>(null, new ImportResult.Rejected(flaws));
            }
        };
    }

    /** The records with the external refs of those that bring a customer, which is made only if they are not there. */
    private Map<String, T> there(ShopId shop, Set<R> bringing) {
        Set<String> refs = bringing.stream()
                .map(RecordRequest::externalRef)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return refs.isEmpty() ? Map.of() : kind.withExternalRefs(shop, refs);
    }

    private Readied<R> ready(
            ImportContext context,
            ImportRow row,
            R request,
            Map<NamedCustomer, CustomerId> found,
            Map<String, T> there,
            Map<R, Refusal> refused) {
        NamedCustomer name = RecordCustomers.name(request).orElse(null);
        CustomerId customer = found.get(name);
        if (customer != null) {
            return new Ready<>(request, customer);
        }
        if (request.newCustomer() == null) {
            return name == null
                    ? new Ready<>(request, null)
                    : rejected(request.customerField(), "unknown-customer", "the shop has no such customer");
        }
        T first = request.externalRef() == null ? null : there.get(request.externalRef());
        if (first != null) {
            // No customer is made for a record that is there. One without an externalRef can't
            // be told apart from the record's.
            return name == null
                    ? new Ready<>(request, first.customerId())
                    : rejected("externalRef", "conflict", "number " + first.number() + " has another customer");
        }
        Refusal refusal = refused.get(request);
        if (refusal != null) {
            return new Rejected<>(new ImportResult.Rejected(List.of(refusal.flaw())));
        }
        try {
            CustomerId made = customers.make(
                    context.shopId(),
                    request.newCustomer(),
                    context.actor(),
                    Intake.creationKey(kind, context.shopId(), request, context.idempotencyKey(row)));
            if (name != null) {
                found.put(name, made);
            }
            return new Ready<>(request, made);
        } catch (Problem problem) {
            if (problem.type() != IntakeProblem.CUSTOMER_REFUSED) {
                throw problem;
            }
            return rejected("customer", problem.type().code(), problem.getMessage());
        }
    }

    private static <R> Readied<R> rejected(String field, String code, String reason) {
        return new Rejected<>(ImportResult.rejected(field, code, reason));
    }
}
