package io.mergesuite.customers.merging;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePreview;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a merge would do here (CM-18). */
@Path("/internal/merges/preview")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MergePreviewResource {

    private final MergePreviews previews;

    private final Caller caller;

    MergePreviewResource(MergePreviews previews, Caller caller) {
        this.previews = previews;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Caller.INTERNAL)
    @Transactional
    @Operation(
            operationId = "previewMergeOfCustomers",
            summary = "What a merge would do here; nothing changes",
            description = "Between services: needs `internal`. The merge is in the shop of `X-Suite-Shop`.")
    public MergePreview preview(@NotNull MergeCommand merge) {
        if (!caller.sees(merge.shopId())) {
            throw new Problem(CommonProblem.NOT_FOUND, "there is no shop " + merge.shopId());
        }
        return previews.of(merge);
    }
}
