package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What inquiries and reviews take over from the survivor (CM-06, CM-08, CM-09). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class SurvivorDetailsIT {

    @Inject
    Stage stage;

    @Inject
    CustomerReferences references;

    @Inject
    CustomerCopies copies;

    @Test
    @DisplayName(
            "CM-08, CM-09: the details become the survivor's, what is the record's own stays, what was replaced is kept")
    void theDetailsBecomeTheSurvivors() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        UUID remark = stage.remark(
                merge.sources().getFirst(), "{\"familyName\": \"Old\", \"phone\": \"1\", \"nickname\": \"N\"}");

        stage.complete(merge);

        assertEquals(
                "{\"email\": \"s@example.org\", \"nickname\": \"N\", \"givenName\": \"Given\", \"familyName\": \"Survivor\"}",
                stage.text("SELECT details::text FROM remark WHERE id = :id", Map.of("id", remark)));
        assertEquals(
                "{\"phone\": \"1\", \"nickname\": \"N\", \"familyName\": \"Old\"}",
                stage.text(
                        "SELECT replaced::text FROM merge_manifest WHERE merge_id = :merge AND kind = 'remarks' AND row_id = :row",
                        Map.of("merge", merge.mergeId(), "row", remark)));
    }

    @Test
    @DisplayName(
            "CM-06: a late record takes the merge's details until the copy of the customer is newer, then the copy's")
    void aLateRecordTakesTheNewerDetails() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.complete(merge);

        assertEquals("Survivor", late(source));
        told(merge.survivor(), Stage.details("Before the merge", 7));
        assertEquals(
                "Survivor", late(source), "a copy of the version that the merge started from is older than the merge");
        told(merge.survivor(), Stage.details("Edited", 9));
        assertEquals("Edited", late(source));
        told(merge.survivor(), Stage.details("Late message", 8));
        assertEquals("Edited", late(source), "a copy applies only a greater version");
    }

    @Test
    @DisplayName("CM-06: a record that comes under the live id keeps its own details")
    void aRecordUnderTheLiveIdKeepsItsOwn() {
        CustomerId customer = stage.customer();
        told(customer, Stage.details("Anyone", 3));

        assertNull(late(customer));
    }

    private String late(CustomerId id) {
        return QuarkusTransaction.requiringNew().call(() -> {
            SurvivorDetails details = copies.detailsForLateRecords(references.resolveAll(List.of(id)))
                    .get(id);
            return details == null ? null : details.familyName();
        });
    }

    private void told(CustomerId id, SurvivorDetails details) {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        copies.apply(List.of(new CustomerFacts(id, Stage.SHOP, details.customerVersion(), details))));
    }
}
