package io.mergesuite.merging.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import io.mergesuite.merging.CustomerReferences;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The one way to change a stored record by hand, for every kind. Whose it is stays as it is: only merges move records, and what a
 * record came with stands for good (CM-05).
 */
@ApplicationScoped
public class RecordChanges {

    private static final Set<String> FIXED =
            Set.of("shopId", "customerId", "customerNumber", "customerExternalRef", "externalRef");

    private final CustomerReferences references;
    private final RequestReader reader;
    private final Caller caller;

    RecordChanges(CustomerReferences references, RequestReader reader, Caller caller) {
        this.references = references;
        this.reader = reader;
        this.caller = caller;
    }

    /**
     * Lays a JSON merge patch (RFC 7396) over a record, if it is still the one that the caller has read (API-05). A patch that changes
     * nothing leaves the version as it is.
     *
     * <p>The customer's reference is held first, as whoever moves or erases records holds it: an erasure that has begun refuses the change,
     * and one that comes later takes away what it wrote (API-11); of a kind whose changes hold no person it only waits. Then the row: a merge that moves it waits for the change, or the change
     * finds it moved, and in another version.
     *
     * @return 200 with the record as it is now, and its {@code ETag}
     * @throws Problem 404; 428, 412; 400 for what is wrong in the record as it would be; 422 {@code not-changeable}, {@code customer-erased}
     */
    @Transactional
    public <R extends Record & RecordRequest, T extends StoredRecord> Response patch(
            RecordKind<R, T> kind, UUID id, ObjectNode patch, HttpHeaders headers) {
        T seen = kind.find(caller.shops(), id).orElseThrow(() -> notFound(kind, id));
        requireNotErased(kind, seen);
        T record = kind.lock(caller.shops(), id).orElseThrow(() -> notFound(kind, id));
        EntityTag.of(record.version()).requireMatch(headers);

        R present = kind.asRequest(record);
        R changed = reader.patched(present, patch, fixed(kind));
        Intake.refuse(changed.flaws());
        if (!changed.equals(present)) {
            kind.update(record, changed);
        }
        T now = kind.find(caller.shops(), id).orElseThrow();
        return Response.ok(kind.answer(now))
                .header(HttpHeaders.ETAG, EntityTag.of(now.version()).header())
                .build();
    }

    private <T extends StoredRecord> void requireNotErased(RecordKind<?, T> kind, T record) {
        if (record.customerId() != null
                && references.resolveAll(Set.of(record.customerId())).isEmpty()
                && !kind.changesHoldNoPerson()) {
            throw new Problem(
                    IntakeProblem.CUSTOMER_ERASED, "customer " + record.customerId() + " was erased for privacy");
        }
    }

    private static Set<String> fixed(RecordKind<?, ?> kind) {
        Set<String> fixed = new HashSet<>(FIXED);
        fixed.addAll(kind.fixed());
        return fixed;
    }

    private static Problem notFound(RecordKind<?, ?> kind, UUID id) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no record " + id + " among the " + kind.plural());
    }
}
