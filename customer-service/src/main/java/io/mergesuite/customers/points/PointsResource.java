package io.mergesuite.customers.points;

import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.customers.customer.Owners;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer's points (CU-03). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Points")
@RunOnVirtualThread
class PointsResource {

    private final Owners owners;
    private final PointLedger ledger;
    private final PointLots lots;
    private final IdempotentRequest idempotent;

    PointsResource(Owners owners, PointLedger ledger, PointLots lots, IdempotentRequest idempotent) {
        this.owners = owners;
        this.ledger = ledger;
        this.lots = lots;
        this.idempotent = idempotent;
    }

    @GET
    @Path("{id}/points")
    @RolesAllowed("customers:read")
    @Operation(operationId = "getPointBalance", summary = "How many points a customer has", description = Owners.READ)
    @APIResponseSchema(value = PointBalance.class, responseCode = "200", responseDescription = "As it is now")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public PointBalance balance(
            @PathParam("id") CustomerId id, @QueryParam("showMerged") @DefaultValue("false") boolean showMerged) {
        Owner owner = owners.read(id, showMerged);
        return new PointBalance(owner.id(), ledger.balance(owner), lots.balance(owner));
    }

    @POST
    @Path("{id}/points/entries")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "enterPoints",
            summary = "Give or take regular points",
            description = "More than there are can't be taken: 422 `not-enough-points`. " + Owners.WRITE)
    @APIResponseSchema(value = PointEntry.class, responseCode = "201", responseDescription = "Entered")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response enter(@PathParam("id") CustomerId id, @NotNull @Valid PointEntryRequest request) {
        return idempotent.created(ledger.enter(owners.lock(id), request));
    }

    @GET
    @Path("{id}/points/entries")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listPointEntries",
            summary = "The ledger of regular points, newest first",
            description = Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<PointEntry> entries(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                ledger.entries(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }

    @POST
    @Path("{id}/point-lots")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "grantLimitedPoints",
            summary = "Give limited-time points",
            description = "A lot of its own, that keeps its expiry through every merge. " + Owners.WRITE)
    @APIResponseSchema(value = PointLot.class, responseCode = "201", responseDescription = "Given")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response grant(@PathParam("id") CustomerId id, @NotNull @Valid PointLotRequest request) {
        return idempotent.created(lots.grant(owners.lock(id), request));
    }

    @GET
    @Path("{id}/point-lots")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listPointLots",
            summary = "Lots of limited-time points, newest first",
            description = "Expired and spent ones too. " + Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<PointLot> lots(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                lots.lots(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }

    @POST
    @Path("{id}/point-lots/spendings")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "spendLimitedPoints",
            summary = "Take limited-time points",
            description =
                    "From the lots that expire first; expired ones don't count. More than there are can't be taken: 422"
                            + " `not-enough-points`. " + Owners.WRITE)
    @APIResponseSchema(value = PointSpending.class, responseCode = "201", responseDescription = "Taken")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response spend(@PathParam("id") CustomerId id, @NotNull @Valid PointSpendingRequest request) {
        return idempotent.created(lots.spend(owners.lock(id), request));
    }

    @GET
    @Path("{id}/point-lots/entries")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listPointLotEntries",
            summary = "The ledger of limited-time points, newest first",
            description = Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<PointLotEntry> lotEntries(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                lots.entries(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }

    static void requireEnough(long balance, long wanted) {
        if (balance < wanted) {
            throw new Problem(PointProblem.NOT_ENOUGH_POINTS, "there are " + balance + " points, not " + wanted)
                    .with("balance", balance);
        }
    }

    static Problem duplicate(Owner owner, String externalRef) {
        return new Problem(
                        PointProblem.DUPLICATE_POINTS,
                        "the shop " + owner.shop() + " has points with the externalRef " + externalRef)
                .at("/externalRef", PointProblem.DUPLICATE_POINTS.code(), "is taken");
    }
}
