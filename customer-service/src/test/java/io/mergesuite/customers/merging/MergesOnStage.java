package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.customers.customer.CustomersOnStage;
import io.mergesuite.messaging.IncomingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Whole merges for tests of other packages. */
@ApplicationScoped
public class MergesOnStage {

    private final MergeCommandHandler handler;

    MergesOnStage(MergeCommandHandler handler) {
        this.handler = handler;
    }

    public void merge(CustomerId survivor, CustomerId source) {
        steps(survivor, source, MergeStep.PREPARE, MergeStep.RETIRE);
    }

    /** A whole merge under a policy, asked for by "tester". @return its id */
    public MergeId merge(MergePolicy policy, CustomerId survivor, List<CustomerId> sources) {
        MergeCommand merge =
                new MergeCommand(MergeId.next(), CustomersOnStage.SHOP, survivor, sources, policy, null, "tester");
        handle(MergeStep.PREPARE, merge);
        handle(MergeStep.RETIRE, merge);
        return merge.mergeId();
    }

    /** A merge that goes no further, if it is not refused; in the running transaction, if there is one. */
    public void prepare(CustomerId survivor, CustomerId source) {
        steps(survivor, source, MergeStep.PREPARE);
    }

    private void steps(CustomerId survivor, CustomerId source, MergeStep... steps) {
        MergeCommand merge = new MergeCommand(
                MergeId.next(), CustomersOnStage.SHOP, survivor, List.of(source), MergePolicy.CONSERVATIVE, null);
        for (MergeStep step : steps) {
            handle(step, merge);
        }
    }

    private void handle(MergeStep step, MergeCommand merge) {
        MergeCommands set = new MergeCommands(UUID.randomUUID(), step, List.of(merge));
        QuarkusTransaction.joiningExisting()
                .run(() -> handler.handle(List.of(new IncomingMessage(
                        UUID.randomUUID(),
                        Topics.MERGE_COMMANDS_CUSTOMER,
                        set.setId().toString(),
                        set,
                        Instant.now()))));
    }
}
