package io.mergesuite.merging.storage;

import io.mergesuite.api.Caller;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.StoredRecord;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * The query parameters that all lists of this service have (API-06, OR-04): {@code shopId}, {@code customerId} (resolved),
 * {@code formerCustomerId}, {@code number}, {@code externalRef}, {@code from} and {@code to} (RFC 3339; by the record's own time),
 * {@code limit}, {@code cursor}. Newest first.
 */
public class RecordQuery {

    @QueryParam("shopId")
    ShopId shopId;

    @QueryParam("customerId")
    CustomerId customerId;

    @QueryParam("formerCustomerId")
    CustomerId formerCustomerId;

    @QueryParam("number")
    @Parameter(
            description = "Exactly, as answers give it.",
            schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9]{1,18}$"))
    Long number;

    @QueryParam("externalRef")
    String externalRef;

    @QueryParam("from")
    Instant from;

    @QueryParam("to")
    Instant to;

    @BeanParam
    PageRequest page;

    /**
     * What is asked for.
     *
     * @param equal columns and the values asked for; null for any
     */
    public RecordFilter filter(Caller caller, CustomerReferences references, Map<String, Object> equal) {
        return new RecordFilter(
                shops(caller),
                customerId == null ? null : references.leadsTo(customerId),
                formerCustomerId,
                number,
                externalRef,
                from,
                to,
                equal,
                page.after().map(List::getFirst).map(UUID::fromString).orElse(null),
                page.limit() + 1);
    }

    /** The page from the rows that were found. */
    public <T extends StoredRecord, A> Page<A> page(List<T> rows, Function<T, A> answer) {
        return page.of(rows, row -> List.of(row.id().toString()), answer);
    }

    // A shop that does not exist for the caller has no records for them (SEC-03).
    private Set<ShopId> shops(Caller caller) {
        if (shopId == null) {
            return caller.shops();
        }
        return caller.sees(shopId) ? Set.of(shopId) : Set.of();
    }
}
