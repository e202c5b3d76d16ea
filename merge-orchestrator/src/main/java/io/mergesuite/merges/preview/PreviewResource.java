package io.mergesuite.merges.preview;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.merges.merge.Customers;
import io.mergesuite.merges.merge.MergeCheck;
import io.mergesuite.merges.policy.Policies;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A look at a merge before it is asked for (CM-18). */
@Path("/v1/merges/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "merges")
class PreviewResource {

    private final Caller caller;
    private final Customers customers;
    private final Policies policies;
    private final Parts parts;

    PreviewResource(Caller caller, Customers customers, Policies policies, Parts parts) {
        this.caller = caller;
        this.customers = customers;
        this.policies = policies;
        this.parts = parts;
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed("customers:merge")
    @Operation(
            operationId = "previewMerge",
            summary = "What a merge would do",
            description =
                    "Nothing changes. What is wrong with the request is refused as for a merge; why the merge would be refused besides stands"
                            + " in `blockers`. A service that does not answer in time is named in `unanswered`, and `complete` is false. Records that"
                            + " come in afterwards are not counted, and move all the same.")
    @APIResponseSchema(value = PreviewAnswer.class, responseCode = "200", responseDescription = "As it would be now")
    @APIResponse(responseCode = "409", description = "A customer is merged away, deleted or erased")
    public PreviewAnswer preview(@Valid PreviewRequest asked) {
        if (asked == null) {
            throw new Problem(CommonProblem.INVALID, "a body is needed").at("", "required", "the merge");
        }
        var group = asked.group();
        List<KnownCustomer> known = customers.find(caller.shops(), caller.actor(), group.names());
        // What the policy forbids is a blocker, and found by who would refuse it.
        var candidates = new MergeCheck(known).check(group, shop -> MergePolicy.CONSOLIDATING);
        ShopId shop = candidates.shop();
        MergePolicy policy = policies.inForce(shop);
        var answers = parts.ask(
                new MergeCommand(MergeId.next(), shop, candidates.survivor(), candidates.sources(), policy, null),
                caller.actor());
        return PreviewAnswer.of(
                shop, candidates.survivor(), candidates.sources(), policy, answers, SuggestedSurvivor.among(known));
    }
}
