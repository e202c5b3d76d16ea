package io.mergesuite.customers.coupon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.customers.customer.Owners;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer's coupons (CU-03). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Coupons")
@RunOnVirtualThread
class CouponResource {

    private final Owners owners;
    private final Coupons coupons;
    private final RequestReader reader;
    private final IdempotentRequest idempotent;

    CouponResource(Owners owners, Coupons coupons, RequestReader reader, IdempotentRequest idempotent) {
        this.owners = owners;
        this.coupons = coupons;
        this.reader = reader;
        this.idempotent = idempotent;
    }

    @POST
    @Path("{id}/coupons")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(operationId = "giveCoupon", summary = "Give a coupon", description = Owners.WRITE)
    @APIResponseSchema(value = Coupon.class, responseCode = "201", responseDescription = "Given")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response give(@PathParam("id") CustomerId id, @NotNull @Valid CouponRequest request) {
        Owner owner = owners.lock(id);
        Coupon coupon = coupons.give(owner, request)
                .orElseThrow(() -> new Problem(
                                CouponProblem.DUPLICATE_COUPON,
                                "the shop " + owner.shop() + " has a coupon with this externalRef")
                        .at("/externalRef", CouponProblem.DUPLICATE_COUPON.code(), "is taken"));
        String location = "/v1/customers/" + owner.id() + "/coupons/" + coupon.id();
        idempotent.answered(Response.Status.CREATED.getStatusCode(), location, coupon);
        return Created.at(location, EntityTag.of(coupon.version()), coupon);
    }

    @GET
    @Path("{id}/coupons")
    @RolesAllowed("customers:read")
    @Operation(operationId = "listCoupons", summary = "A customer's coupons, newest first", description = Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<Coupon> list(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                coupons.list(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }

    @GET
    @Path("{id}/coupons/{couponId}")
    @RolesAllowed("customers:read")
    @Operation(operationId = "getCoupon", summary = "A coupon of a customer", description = Owners.READ)
    @APIResponseSchema(value = Coupon.class, responseCode = "200", responseDescription = "As it is now")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response get(
            @PathParam("id") CustomerId id,
            @PathParam("couponId") UUID couponId,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @Context HttpHeaders headers) {
        Coupon coupon = coupon(owners.read(id, showMerged), couponId);
        return EntityTag.of(coupon.version()).answer(headers, coupon);
    }

    @PATCH
    @Path("{id}/coupons/{couponId}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "patchCoupon",
            summary = "Change a coupon",
            description =
                    "A JSON merge patch (RFC 7396) over the fields of a `POST`, such as `usedAt`; code and `externalRef` stay. "
                            + Owners.WRITE)
    @APIResponseSchema(value = Coupon.class, responseCode = "200", responseDescription = "As it is now")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response patch(
            @PathParam("id") CustomerId id,
            @PathParam("couponId") UUID couponId,
            @NotNull @RequestBody(required = true) @Schema(implementation = CouponRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        Owner owner = owners.lock(id);
        Coupon present = coupon(owner, couponId);
        EntityTag.of(present.version()).requireMatch(headers);
        CouponRequest was = CouponRequest.of(present);
        CouponRequest request = reader.patched(was, patch, Set.of("code", "externalRef"));
        if (!request.equals(was)) {
            coupons.change(present, request);
        }
        Coupon changed = coupon(owner, couponId);
        return Response.ok(changed)
                .header(HttpHeaders.ETAG, EntityTag.of(changed.version()).header())
                .build();
    }

    private Coupon coupon(Owner owner, UUID id) {
        return coupons.find(owner, id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "the customer has no coupon " + id));
    }
}
