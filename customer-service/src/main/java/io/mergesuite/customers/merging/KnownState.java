package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.customers.merging.MergeEffect.Free;
import io.mergesuite.customers.merging.MergeEffect.Lock;
import io.mergesuite.customers.merging.MergeEffect.NoteUndone;
import io.mergesuite.customers.merging.MergeEffect.Retire;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * The customers and merges that a set of commands names. The commands are decided one after the other, each on what the
 * effects of those before have made of the state; then the database is brought to the same state at once.
 */
final class KnownState {

    /** A customer whose row has to change, as it was found and as it is to be. */
    record Change(CustomerState was, CustomerState is) {}

    private final Map<CustomerId, CustomerState> customers = new HashMap<>();
    private final Map<MergeId, Participation> merges = new HashMap<>();
    private final Map<CustomerId, CustomerState> foundCustomers;
    private final Map<MergeId, Participation> foundMerges;

    KnownState(Collection<CustomerState> customers, Map<MergeId, Participation> merges) {
        customers.forEach(customer -> this.customers.put(customer.id(), customer));
        this.merges.putAll(merges);
        foundCustomers = Map.copyOf(this.customers);
        foundMerges = Map.copyOf(merges);
    }

    Optional<CustomerState> customer(CustomerId id) {
        return Optional.ofNullable(customers.get(id));
    }

    Optional<Participation> participation(MergeId merge) {
        return Optional.ofNullable(merges.get(merge));
    }

    /** The customers that the effects have locked, freed, retired or made survivors; compressed redirects are not among them. */
    List<Change> changedCustomers() {
        return foundCustomers.values().stream()
                .filter(was -> was.status() != CustomerStatus.MERGED)
                .map(was -> new Change(was, customers.get(was.id())))
                .filter(change -> !change.was().equals(change.is()))
                .toList();
    }

    /** The merges that the effects have opened, or opened again: their edges are to be written. */
    Map<MergeId, Participation> openedMerges() {
        return changedMerges((was, is) -> was == null || was == EdgeState.UNDONE);
    }

    /** The merges that were PENDING, or were so between two commands of the set, and have ended. */
    Map<MergeId, Participation> endedMerges() {
        return changedMerges((was, is) -> was == EdgeState.PENDING || is == EdgeState.ACTIVE);
    }

    /** The merges whose state has changed in this way; it was null if they were not known. */
    private Map<MergeId, Participation> changedMerges(BiPredicate<EdgeState, EdgeState> how) {
        Map<MergeId, Participation> changed = new HashMap<>(merges);
        changed.entrySet().removeIf(merge -> {
            EdgeState was = Optional.ofNullable(foundMerges.get(merge.getKey()))
                    .map(Participation::state)
                    .orElse(null);
            EdgeState is = merge.getValue().state();
            return was == is || !how.test(was, is);
        });
        return changed;
    }

    void apply(MergeEffect effect) {
        MergeId merge = effect.merge();
        switch (effect) {
            case Lock lock -> {
                lock.sources().forEach(id -> change(id, state -> state.locked(merge)));
                change(lock.survivor(), state -> state.locked(merge));
                merges.put(
                        merge,
                        new Participation(
                                lock.shop(),
                                lock.survivor(),
                                lock.sources(),
                                EdgeState.PENDING,
                                Map.of(),
                                List.of(),
                                lock.prepared()));
            }
            case Retire retire -> {
                CustomerId survivor = retire.part().survivor();
                retire.part().sources().forEach(id -> change(id, state -> state.retired(survivor)));
                if (!retire.formerSurvivors().isEmpty()) {
                    customers.replaceAll((id, state) -> state.mergedInto() != null
                                    && retire.formerSurvivors().contains(state.mergedInto())
                            ? state.redirected(survivor)
                            : state);
                }
                change(
                        survivor,
                        state -> state.survived(retire.patched()
                                .map(SurvivorPatch.Applied::details)
                                .orElse(state.details())));
                merges.put(merge, retire.part().retired(retire.lost()));
            }
            case Free free -> {
                free.part().sources().forEach(id -> change(id, CustomerState::freed));
                change(free.part().survivor(), CustomerState::freed);
                merges.put(merge, free.part().undone());
            }
            case NoteUndone undone ->
                merges.put(
                        merge,
                        new Participation(
                                undone.shop(),
                                undone.survivor(),
                                undone.sources(),
                                EdgeState.UNDONE,
                                Map.of(),
                                List.of(),
                                null));
        }
    }

    private void change(CustomerId id, UnaryOperator<CustomerState> change) {
        customers.computeIfPresent(id, (key, state) -> change.apply(state));
    }
}
