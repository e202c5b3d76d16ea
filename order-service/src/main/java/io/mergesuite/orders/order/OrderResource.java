package io.mergesuite.orders.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.Page;
import io.mergesuite.api.Problem;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordChanges;
import io.mergesuite.merging.storage.RecordQuery;
import io.mergesuite.orders.content.OrderType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Orders (OR-01, OR-04, OR-05). */
@Path("/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
@RunOnVirtualThread
class OrderResource {

    private final Orders orders;
    private final Intake intake;
    private final RecordChanges changes;
    private final Caller caller;
    private final CustomerReferences references;

    OrderResource(Orders orders, Intake intake, RecordChanges changes, Caller caller, CustomerReferences references) {
        this.orders = orders;
        this.intake = intake;
        this.changes = changes;
        this.caller = caller;
        this.references = references;
    }

    @POST
    @Idempotent
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "placeOrder",
            summary = "Store an order under its customer, or under who the customer was merged into")
    @APIResponseSchema(
            value = OrderAnswer.class,
            responseCode = "201",
            responseDescription = "Stored; `Location` says where, `ETag` in which version")
    public Response place(@HeaderParam("Idempotency-Key") String key, @NotNull @Valid OrderRequest request) {
        Order order = intake.take(orders, request, key);
        return Created.at(Intake.location(orders, order), EntityTag.of(order.version()), OrderAnswer.of(order));
    }

    @GET
    @Path("{id}")
    @RolesAllowed("orders:read")
    @Operation(operationId = "getOrder", summary = "One order")
    @APIResponseSchema(value = OrderAnswer.class, responseCode = "200", responseDescription = "As it is now")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Order order = orders.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no order " + id));
        return EntityTag.of(order.version()).answer(headers, OrderAnswer.of(order));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("orders:write")
    @Operation(
            operationId = "patchOrder",
            summary = "Change an order",
            description = "A JSON merge patch (RFC 7396) over the fields of a `POST`."
                    + " What was ordered and by whom stays as it came; only `payment` can be changed.")
    @APIResponseSchema(
            value = OrderAnswer.class,
            responseCode = "200",
            responseDescription = "As it is now; `ETag` says in which version")
    public Response patch(
            @PathParam("id") UUID id,
            @NotNull @RequestBody(required = true) @Schema(implementation = OrderRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        return changes.patch(orders, id, patch, headers);
    }

    @GET
    @RolesAllowed("orders:read")
    @Operation(operationId = "listOrders", summary = "Orders, newest first")
    public Page<OrderAnswer> list(
            @BeanParam RecordQuery query,
            @QueryParam("type") OrderType type,
            @QueryParam("paymentState") Payment.State paymentState,
            @QueryParam("hold") Order.Hold hold,
            @QueryParam("attention") Boolean attention) {
        Map<String, Object> equal = new HashMap<>();
        equal.put("type", type);
        equal.put("payment_state", paymentState);
        equal.put("hold", hold);
        equal.put("attention_required", attention);
        return query.page(orders.list(query.filter(caller, references, equal)), OrderAnswer::of);
    }
}
