package io.mergesuite.orders.order;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.Page;
import io.mergesuite.api.Problem;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.orders.content.OrderType;
import io.mergesuite.orders.storage.RecordQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
    private final Caller caller;
    private final CustomerReferences references;

    OrderResource(Orders orders, Intake intake, Caller caller, CustomerReferences references) {
        this.orders = orders;
        this.intake = intake;
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
