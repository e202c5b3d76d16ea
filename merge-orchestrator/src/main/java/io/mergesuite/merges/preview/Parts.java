package io.mergesuite.merges.preview;

import io.mergesuite.api.CalleeUnavailable;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePreview;
import io.mergesuite.contracts.merge.Participant;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Asks all participants at once what a merge would do there. */
@ApplicationScoped
class Parts {

    /**
     * What they say.
     *
     * @param said by those that have answered
     * @param unanswered those that have not, in time
     */
    record Answers(Map<Participant, MergePreview> said, Set<Participant> unanswered) {}

    private final CustomerPreview customers;
    private final OrderPreview orders;
    private final LeadPreview leads;
    private final BlacklistPreview blacklist;
    private final ManagedExecutor threads;

    Parts(
            @RestClient CustomerPreview customers,
            @RestClient OrderPreview orders,
            @RestClient LeadPreview leads,
            @RestClient BlacklistPreview blacklist,
            ManagedExecutor threads) {
        this.customers = customers;
        this.orders = orders;
        this.leads = leads;
        this.blacklist = blacklist;
        this.threads = threads;
    }

    /** Waits until each has answered, or can't. A call takes 5 s at the longest. */
    Answers ask(MergeCommand merge, String actor) {
        Map<Participant, CompletableFuture<MergePreview>> asked = new EnumMap<>(Participant.class);
        asked.put(Participant.CUSTOMER, ask(() -> customers.preview(merge.shopId(), actor, merge)));
        asked.put(Participant.ORDER, ask(() -> orders.preview(merge.shopId(), actor, merge)));
        asked.put(Participant.LEAD, ask(() -> leads.preview(merge.shopId(), actor, merge)));
        asked.put(Participant.BLACKLIST, ask(() -> blacklist.preview(merge.shopId(), actor, merge)));
        Map<Participant, MergePreview> said = new EnumMap<>(Participant.class);
        Set<Participant> unanswered = EnumSet.noneOf(Participant.class);
        asked.forEach((participant, answer) -> {
            try {
                said.put(participant, answer.join());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CalleeUnavailable)) {
                    throw e;
                }
                unanswered.add(participant);
            }
        });
        return new Answers(said, unanswered);
    }

    private CompletableFuture<MergePreview> ask(Supplier<MergePreview> call) {
        return threads.supplyAsync(call);
    }
}
