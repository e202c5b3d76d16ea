package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.merging.MergeEffect.Free;
import io.mergesuite.customers.merging.MergeEffect.Lock;
import io.mergesuite.customers.merging.MergeEffect.NoteUndone;
import io.mergesuite.customers.merging.MergeEffect.Retire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * customer-service's part in the saga, as rules: given what is known, what a command does and what is answered. Plain
 * Java without side effects; {@link MergeEdges} carries the effects out.
 *
 * <pre>
 *            no edge                PENDING                  ACTIVE        UNDONE
 * PREPARE    check, lock, PENDING   DONE again               DONE again    REFUSED merge-undone
 * RETIRE     REFUSED merge-unknown  patch, MERGED, ACTIVE    DONE again    REFUSED merge-undone
 * UNDO       UNDONE                 free, UNDONE             REFUSED       DONE again
 *                                                            merge-active
 * RECOVER    check, lock, PENDING   DONE again               DONE again    check, lock, PENDING
 * PROBE      knows nothing          tells                    tells         tells
 * </pre>
 */
final class ParticipationRules {

    /** Why a merge can't be prepared; the codes are those of the API. */
    enum Refusal {
        UNKNOWN_CUSTOMER("unknown-customer"),
        SHOP_MISMATCH("shop-mismatch"),
        KIND_MISMATCH("kind-mismatch"),
        CUSTOMER_MERGED("customer-merged"),
        CUSTOMER_ERASED("customer-erased"),
        CUSTOMER_DELETED("customer-deleted"),
        CUSTOMER_MERGING("customer-merging"),
        SURVIVOR_AS_SOURCE("survivor-as-source"),
        MERGE_UNDONE(MergeReply.MERGE_UNDONE),
        MERGE_UNKNOWN("merge-unknown"),
        MERGE_EXPIRED("merge-expired");

        private final String code;

        Refusal(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** What a command leads to. */
    record Decision(Optional<MergeEffect> effect, MergeReply reply) {}

    private final Duration horizon;

    /** @param horizon how old a merge may be when it is prepared: what is older is a leftover of a past that was purged */
    ParticipationRules(Duration horizon) {
        this.horizon = horizon;
    }

    /** @throws IllegalArgumentException if the step is not for this participant: the record fails, and becomes a dead letter */
    Decision decide(KnownState state, MergeStep step, MergeCommand command, Instant now) {
        Optional<Participation> known = state.participation(command.mergeId());
        return switch (step) {
            case PREPARE ->
                known.map(part -> preparedBefore(state, command, part)).orElseGet(() -> prepare(state, command, now));
            case RECOVER ->
                known.filter(part -> part.state() != EdgeState.UNDONE)
                        .map(part -> preparedBefore(state, command, part))
                        .orElseGet(() -> lock(state, command));
            case RETIRE ->
                known.map(part -> retire(state, command, part))
                        .orElseGet(() -> refuse(command, Refusal.MERGE_UNKNOWN, null));
            case UNDO -> undo(command, known);
            case PROBE ->
                answer(MergeReply.known(
                        command.mergeId(), known.map(Participation::told).orElse(null)));
            case REASSIGN -> throw new IllegalArgumentException("REASSIGN is not for customer-service");
        };
    }

    private Decision prepare(KnownState state, MergeCommand command, Instant now) {
        if (command.mergeId().madeAt().isBefore(now.minus(horizon))) {
            return refuse(command, Refusal.MERGE_EXPIRED, null);
        }
        return lock(state, command);
    }

    private static Decision lock(KnownState state, MergeCommand command) {
        Optional<Decision> refusal = Stream.concat(Stream.of(command.survivor()), command.sources().stream())
                .flatMap(id -> refusal(state, command, id).stream())
                .findFirst();
        return refusal.orElseGet(() -> {
            Prepared prepared = prepared(state, command);
            return new Decision(
                    Optional.of(new Lock(
                            command.mergeId(), command.shopId(), command.survivor(), command.sources(), prepared)),
                    prepared.reply(command.mergeId()));
        });
    }

    private static Optional<Decision> refusal(KnownState state, MergeCommand command, CustomerId id) {
        Optional<CustomerState> known = state.customer(id);
        if (known.isEmpty()) {
            return Optional.of(refuse(command, Refusal.UNKNOWN_CUSTOMER, id));
        }
        CustomerState customer = known.get();
        Refusal refusal = null;
        if (!customer.shop().equals(command.shopId())) {
            refusal = Refusal.SHOP_MISMATCH;
        } else if (state.customer(command.survivor()).stream().anyMatch(s -> s.kind() != customer.kind())) {
            refusal = Refusal.KIND_MISMATCH;
        } else if (customer.status() == CustomerStatus.MERGED) {
            refusal = Refusal.CUSTOMER_MERGED;
        } else if (customer.status() == CustomerStatus.ERASED) {
            refusal = Refusal.CUSTOMER_ERASED;
        } else if (customer.status() == CustomerStatus.DELETED) {
            refusal = Refusal.CUSTOMER_DELETED;
        } else if (customer.status() == CustomerStatus.MERGING) {
            refusal = Refusal.CUSTOMER_MERGING;
        } else if (customer.survivor()
                && !id.equals(command.survivor())
                && !command.policy().survivorMayBecomeSource()) {
            refusal = Refusal.SURVIVOR_AS_SOURCE;
        }
        return Optional.ofNullable(refusal).map(code -> refuse(command, code, id));
    }

    private static Prepared prepared(KnownState state, MergeCommand command) {
        MergePolicy policy = command.policy();
        CustomerState survivor = state.customer(command.survivor()).orElseThrow();
        List<CustomerDetails> sources = command.sources().stream()
                .map(id -> state.customer(id).orElseThrow().details())
                .toList();
        SurvivorPatch patch = SurvivorPatch.of(survivor.details(), sources, policy);
        CustomerDetails becomes = patch.applyTo(survivor.details()).details();
        return new Prepared(
                patch,
                becomes.published(survivor.version()),
                SurvivorPatch.losingFields(becomes, sources),
                CarryOver.of(command));
    }

    private static Decision preparedBefore(KnownState state, MergeCommand command, Participation part) {
        return switch (part.state()) {
            case PENDING -> answer(part.prepared().reply(command.mergeId()));
            case ACTIVE -> answer(active(state, command, part));
            case UNDONE -> refuse(command, Refusal.MERGE_UNDONE, null);
        };
    }

    /** The patch has gone with the merge's end. Whoever still needs the survivor's details is late, and takes those of today (CM-06). */
    private static MergeReply active(KnownState state, MergeCommand command, Participation part) {
        CustomerState survivor = state.customer(part.survivor()).orElseThrow();
        return new MergeReply(
                command.mergeId(),
                MergeReply.Outcome.DONE,
                null,
                null,
                part.counts(),
                survivor.details().published(survivor.version()),
                null,
                null);
    }

    private static Decision retire(KnownState state, MergeCommand command, Participation part) {
        return switch (part.state()) {
            case PENDING -> {
                SurvivorPatch patch = part.prepared().patch();
                CustomerState survivor = state.customer(part.survivor()).orElseThrow();
                Optional<SurvivorPatch.Applied> applied =
                        patch.isEmpty() ? Optional.empty() : Optional.of(patch.applyTo(survivor.details()));
                List<CustomerId> formerSurvivors = part.sources().stream()
                        .filter(id -> state.customer(id).orElseThrow().survivor())
                        .toList();
                Retire retire = new Retire(command.mergeId(), part, formerSurvivors, applied);
                yield new Decision(Optional.of(retire), retired(command.mergeId(), Map.of(), retire.lost()));
            }
            case ACTIVE -> answer(retired(command.mergeId(), part.counts(), part.lost()));
            case UNDONE -> refuse(command, Refusal.MERGE_UNDONE, null);
        };
    }

    /** Names the fields that lost to a later edit, if there are any. */
    private static MergeReply retired(MergeId merge, Map<String, Long> counts, List<String> lost) {
        return new MergeReply(
                merge, MergeReply.Outcome.DONE, null, null, counts, null, lost.isEmpty() ? null : lost, null);
    }

    private static Decision undo(MergeCommand command, Optional<Participation> known) {
        MergeReply done = MergeReply.done(command.mergeId(), Map.of());
        if (known.isEmpty()) {
            return new Decision(
                    Optional.of(
                            new NoteUndone(command.mergeId(), command.shopId(), command.survivor(), command.sources())),
                    done);
        }
        Participation part = known.get();
        return switch (part.state()) {
            case PENDING -> new Decision(Optional.of(new Free(command.mergeId(), part)), done);
            case UNDONE -> answer(done);
            case ACTIVE -> answer(MergeReply.active(command.mergeId(), part.told()));
        };
    }

    private static Decision answer(MergeReply reply) {
        return new Decision(Optional.empty(), reply);
    }

    private static Decision refuse(MergeCommand command, Refusal refusal, CustomerId subject) {
        return answer(MergeReply.refused(command.mergeId(), refusal.code(), subject));
    }
}
