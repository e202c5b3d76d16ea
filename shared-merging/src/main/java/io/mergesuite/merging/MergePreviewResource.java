package io.mergesuite.merging;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePreview;
import io.mergesuite.contracts.merge.MergePreview.Remark;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.merging.ParticipationRules.Answer;
import io.mergesuite.messaging.Db;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * What a merge would do here (CM-18): the rules that decide PREPARE, on the same state read without locks, and the counts that PREPARE
 * notes.
 */
@Path("/internal/merges/preview")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MergePreviewResource {

    private final MergePart part;
    private final CustomerReferences references;
    private final MergeEdges edges;
    private final MovingRows rows;

    private final Caller caller;
    private final Db db;

    MergePreviewResource(
            MergePart part, CustomerReferences references, MergeEdges edges, MovingRows rows, Caller caller, Db db) {
        this.part = part;
        this.references = references;
        this.edges = edges;
        this.rows = rows;
        this.caller = caller;
        this.db = db;
    }

    @POST
    @RolesAllowed(Caller.INTERNAL)
    @Transactional
    @Operation(
            operationId = "previewMergeOfRecords",
            summary = "What a merge would do here; nothing changes",
            description = "Between services: needs `internal`. The merge is in the shop of `X-Suite-Shop`.")
    public MergePreview preview(@NotNull MergeCommand merge) {
        if (!caller.sees(merge.shopId())) {
            throw new Problem(CommonProblem.NOT_FOUND, "there is no shop " + merge.shopId());
        }
        Set<CustomerId> members = new HashSet<>(merge.sources());
        members.add(merge.survivor());
        Map<CustomerId, CustomerId> pointers = references.leadTo(members);
        Set<CustomerId> contested = edges.pendingSources(members);
        Answer answer = ParticipationRules.decide(
                        MergeStep.PREPARE,
                        new Participation(
                                Optional.empty(),
                                false,
                                0,
                                0,
                                false,
                                first(members, contested::contains),
                                first(
                                        members,
                                        id -> !pointers.getOrDefault(id, id).equals(id))))
                .answer();
        List<Remark> blockers = answer instanceof Answer.Refused(String code, CustomerId subject)
                ? List.of(new Remark(code, Optional.ofNullable(subject).stream().toList()))
                : List.of();
        Map<String, Long> moves = new HashMap<>();
        rows.count(merge.sources())
                .values()
                .forEach(counts -> counts.forEach((kind, count) -> moves.merge(kind, count, Long::sum)));
        return new MergePreview(blockers, part.warnings(db, members), moves, null, null, null, null);
    }

    private static Optional<CustomerId> first(Set<CustomerId> members, Predicate<CustomerId> which) {
        return members.stream().filter(which).sorted().findFirst();
    }
}
