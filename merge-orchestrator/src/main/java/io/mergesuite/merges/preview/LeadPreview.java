package io.mergesuite.merges.preview;

import io.mergesuite.api.CallTo;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergePreview;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What lead-service says of a merge. */
@CallTo("lead-service")
@RegisterRestClient(configKey = "lead-service")
@Path("/internal/merges/preview")
interface LeadPreview {

    @POST
    MergePreview preview(
            @HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor, MergeCommand merge);
}
