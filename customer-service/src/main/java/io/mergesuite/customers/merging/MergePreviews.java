package io.mergesuite.customers.merging;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePreview;
import io.mergesuite.contracts.merge.MergePreview.Remark;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.customers.merging.MergeEffect.Lock;
import io.mergesuite.customers.merging.ParticipationRules.Decision;
import io.mergesuite.messaging.MessagingSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What PREPARE and RETIRE would do (CM-18): the rules that decide a command decide here on the same state, read without locks, and nothing
 * of it is carried out.
 */
@ApplicationScoped
class MergePreviews {

    private final MergeEdges edges;
    private final Belongings belongings;
    private final ParticipationRules rules;
    private final ObjectMapper json;
    private final Clock clock;

    MergePreviews(
            MergeEdges edges, Belongings belongings, MessagingSettings messaging, ObjectMapper json, Clock clock) {
        this.edges = edges;
        this.belongings = belongings;
        this.rules = new ParticipationRules(messaging.purgeHorizon());
        this.json = json;
        this.clock = clock;
    }

    MergePreview of(MergeCommand merge) {
        Set<CustomerId> members = new HashSet<>(merge.sources());
        members.add(merge.survivor());
        KnownState state = edges.look(members);
        Decision decision = rules.decide(state, MergeStep.PREPARE, merge, clock.instant());
        List<Remark> blockers = new ArrayList<>();
        if (decision.reply().code() != null) {
            blockers.add(new Remark(
                    decision.reply().code(),
                    Optional.ofNullable(decision.reply().subject()).stream().toList()));
        }
        Optional<SurvivorPreview> survivor = decision.effect()
                .map(effect -> new SurvivorPreview(
                        state.customer(merge.survivor()).orElseThrow(),
                        merge.sources().stream()
                                .map(source -> state.customer(source).orElseThrow())
                                .toList(),
                        ((Lock) effect).prepared(),
                        json));
        Belongings.Fate fate = belongings.fate(merge.sources(), merge.policy().carried());
        return new MergePreview(
                blockers,
                survivor.map(SurvivorPreview::warnings).orElse(List.of()),
                fate.moves(),
                fate.combines(),
                fate.drops(),
                survivor.map(SurvivorPreview::fields).orElse(List.of()),
                Map.of());
    }
}
