package io.mergesuite.customers.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.PersonName;
import io.mergesuite.customers.merging.ParticipationRules.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("customer-service's part in the saga, as rules")
class ParticipationRulesTest {

    private static final ShopId SHOP = new ShopId("tokyo");
    private static final Duration HORIZON = Duration.ofDays(14);

    private final ParticipationRules rules = new ParticipationRules(HORIZON);
    private final CustomerState survivor = customer(SHOP, CustomerKind.INDIVIDUAL, false);
    private final CustomerState source = customer(SHOP, CustomerKind.INDIVIDUAL, false);
    private final KnownState state = new KnownState(List.of(survivor, source), Map.of());
    private final MergeCommand merge = merge(survivor, source);

    @Test
    @DisplayName("CM-02, SG-06: prepare locks all, and another merge of one of them is refused")
    void prepareLocksAll() {
        assertEquals(Outcome.DONE, run(MergeStep.PREPARE, merge).outcome());

        assertEquals(CustomerStatus.MERGING, status(survivor));
        assertEquals(CustomerStatus.MERGING, status(source));
        assertRefused("customer-merging", source, run(MergeStep.PREPARE, merge(source, survivor)));
    }

    @Test
    void lockAndUnlockLeaveTheCustomersAsTheyWere() {
        run(MergeStep.PREPARE, merge);
        run(MergeStep.UNDO, merge);

        assertEquals(survivor, state.customer(survivor.id()).orElseThrow());
        assertEquals(source, state.customer(source.id()).orElseThrow());
        assertEquals(EdgeState.UNDONE, participation().state());
    }

    @Test
    @DisplayName("CM-11: retire merges the sources away and frees the survivor")
    void retire() {
        run(MergeStep.PREPARE, merge);
        run(MergeStep.RETIRE, merge);

        CustomerState gone = state.customer(source.id()).orElseThrow();
        CustomerState left = state.customer(survivor.id()).orElseThrow();
        assertEquals(CustomerStatus.MERGED, gone.status());
        assertEquals(survivor.id(), gone.mergedInto());
        assertEquals(CustomerStatus.ACTIVE, left.status());
        assertEquals(true, left.survivor());
        assertNull(participation().prepared(), "personal values don't stay with the participation");
        assertRefused("customer-merged", source, run(MergeStep.PREPARE, merge(survivor, source)));
    }

    @Test
    @DisplayName("SG-08: whatever is repeated, in whatever order that can be, has no effect and the same answer")
    void repeats() {
        MergeReply prepared = run(MergeStep.PREPARE, merge);
        assertFalse(decide(MergeStep.PREPARE, merge).effect().isPresent());
        assertEquals(prepared, decide(MergeStep.PREPARE, merge).reply());

        run(MergeStep.RETIRE, merge);
        for (MergeStep step : List.of(MergeStep.PREPARE, MergeStep.RETIRE)) {
            assertFalse(decide(step, merge).effect().isPresent());
            assertEquals(Outcome.DONE, decide(step, merge).reply().outcome());
        }
    }

    @Test
    @DisplayName("hole 5: an undo that comes first makes the prepare that comes later find it undone")
    void undoFirst() {
        assertEquals(Outcome.DONE, run(MergeStep.UNDO, merge).outcome());

        assertRefused("merge-undone", null, run(MergeStep.PREPARE, merge));
        assertEquals(CustomerStatus.ACTIVE, status(source));
        assertFalse(decide(MergeStep.UNDO, merge).effect().isPresent());
    }

    @Test
    @DisplayName("hole 7: what can't be, unless a database was restored, is refused with its code and changes nothing")
    void afterARestore() {
        assertRefused("merge-unknown", null, run(MergeStep.RETIRE, merge));
        run(MergeStep.PREPARE, merge);
        run(MergeStep.RETIRE, merge);
        MergeReply refused = run(MergeStep.UNDO, merge);
        assertRefused("merge-active", null, refused);
        assertEquals(EdgeState.ACTIVE, refused.known().state());
        assertEquals(CustomerStatus.MERGED, status(source));

        MergeCommand undone = merge(survivor, customer(SHOP, CustomerKind.INDIVIDUAL, false));
        run(MergeStep.UNDO, undone);
        assertRefused("merge-undone", null, run(MergeStep.RETIRE, undone));
        assertThrows(IllegalArgumentException.class, () -> decide(MergeStep.REASSIGN, merge));
    }

    @Test
    @DisplayName("hole 7: recover prepares once more what was undone, and tells the survivor's details in every state")
    void recover() {
        MergeReply prepared = run(MergeStep.PREPARE, merge);
        assertEquals(prepared, run(MergeStep.RECOVER, merge));
        run(MergeStep.UNDO, merge);
        assertEquals(prepared, run(MergeStep.RECOVER, merge));
        assertEquals(CustomerStatus.MERGING, status(source));
        assertEquals(EdgeState.PENDING, participation().state());

        run(MergeStep.RETIRE, merge);
        MergeReply active = run(MergeStep.RECOVER, merge);
        assertEquals(Outcome.DONE, active.outcome());
        assertEquals("Yamada", active.details().familyName());
        assertFalse(decide(MergeStep.RECOVER, merge).effect().isPresent());
    }

    @Test
    @DisplayName("hole 7: recover is not refused for the merge's age, and locks what is not known yet")
    void recoverOfWhatIsUnknown() {
        Decision decision =
                rules.decide(state, MergeStep.RECOVER, merge, Instant.now().plus(HORIZON.multipliedBy(2)));

        assertEquals(Outcome.DONE, decision.reply().outcome());
        assertInstanceOf(MergeEffect.Lock.class, decision.effect().orElseThrow());
    }

    @Test
    @DisplayName("CM-01, CM-02, CM-24: who can't be merged")
    void refusals() {
        CustomerState osaka = customer(new ShopId("osaka"), CustomerKind.INDIVIDUAL, false);
        CustomerState company = customer(SHOP, CustomerKind.CORPORATE, false);
        CustomerState unknown = customer(SHOP, CustomerKind.INDIVIDUAL, false);
        KnownState known = new KnownState(List.of(survivor, source, osaka, company), Map.of());

        assertRefused("shop-mismatch", osaka, prepare(known, merge(survivor, osaka)));
        assertRefused("kind-mismatch", company, prepare(known, merge(survivor, company)));
        assertRefused("unknown-customer", unknown, prepare(known, merge(survivor, unknown)));
    }

    @Test
    @DisplayName("CM-03: a former survivor becomes a source only under a policy that allows it, and its sources follow")
    void formerSurvivor() {
        CustomerState last = customer(SHOP, CustomerKind.INDIVIDUAL, false);
        KnownState known = new KnownState(List.of(survivor, source, last), Map.of());
        apply(known, MergeStep.PREPARE, merge);
        apply(known, MergeStep.RETIRE, merge);

        assertRefused("survivor-as-source", survivor, prepare(known, merge(last, survivor)));

        MergeCommand chain = new MergeCommand(
                MergeId.next(), SHOP, last.id(), List.of(survivor.id()), MergePolicy.CONSOLIDATING, null);
        apply(known, MergeStep.PREPARE, chain);
        Decision retire = rules.decide(known, MergeStep.RETIRE, chain, Instant.now());
        assertEquals(
                List.of(survivor.id()),
                assertInstanceOf(MergeEffect.Retire.class, retire.effect().orElseThrow())
                        .formerSurvivors());
        known.apply(retire.effect().orElseThrow());
        assertEquals(last.id(), known.customer(source.id()).orElseThrow().mergedInto());
    }

    @Test
    @DisplayName("hole 5: a prepare older than the purge horizon is refused")
    void expired() {
        Instant late = Instant.now().plus(HORIZON).plusSeconds(60);

        assertRefused(
                "merge-expired",
                null,
                rules.decide(state, MergeStep.PREPARE, merge, late).reply());
    }

    @Test
    @DisplayName("hole 7: a probe tells what is known and changes nothing")
    void probe() {
        assertNull(run(MergeStep.PROBE, merge).known());
        run(MergeStep.PREPARE, merge);
        assertEquals(
                new MergeReply.KnownMerge(SHOP, survivor.id(), List.of(source.id()), EdgeState.PENDING),
                run(MergeStep.PROBE, merge).known());
    }

    private MergeReply run(MergeStep step, MergeCommand command) {
        return apply(state, step, command);
    }

    private MergeReply apply(KnownState known, MergeStep step, MergeCommand command) {
        Decision decision = rules.decide(known, step, command, Instant.now());
        decision.effect().ifPresent(known::apply);
        return decision.reply();
    }

    private MergeReply prepare(KnownState known, MergeCommand command) {
        return rules.decide(known, MergeStep.PREPARE, command, Instant.now()).reply();
    }

    private Decision decide(MergeStep step, MergeCommand command) {
        return rules.decide(state, step, command, Instant.now());
    }

    private CustomerStatus status(CustomerState customer) {
        return state.customer(customer.id()).orElseThrow().status();
    }

    private Participation participation() {
        return state.participation(merge.mergeId()).orElseThrow();
    }

    private static void assertRefused(String code, CustomerState subject, MergeReply reply) {
        assertEquals(Outcome.REFUSED, reply.outcome());
        assertEquals(code, reply.code());
        assertEquals(subject == null ? null : subject.id(), reply.subject());
    }

    private static MergeCommand merge(CustomerState survivor, CustomerState... sources) {
        return new MergeCommand(
                MergeId.next(),
                SHOP,
                survivor.id(),
                Arrays.stream(sources).map(CustomerState::id).toList(),
                MergePolicy.CONSERVATIVE,
                null);
    }

    private static CustomerState customer(ShopId shop, CustomerKind kind, boolean survivor) {
        return new CustomerState(
                CustomerId.next(),
                shop,
                kind,
                CustomerStatus.ACTIVE,
                null,
                null,
                survivor,
                3,
                CustomerDetails.NONE.withName(new PersonName("Yamada", null, null, null)));
    }
}
