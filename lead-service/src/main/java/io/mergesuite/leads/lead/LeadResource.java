package io.mergesuite.leads.lead;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.ConfirmedCustomers;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.NamedCustomer;
import io.mergesuite.merging.ShopCopies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Leads as plain records of one enquiry each (LM-01). */
@Path("/v1/leads")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leads")
@RunOnVirtualThread
class LeadResource {

    private final Leads leads;
    private final ShopCopies shops;
    private final ConfirmedCustomers customers;
    private final CustomerReferences references;
    private final Caller caller;
    private final IdempotentRequest idempotent;

    LeadResource(
            Leads leads,
            ShopCopies shops,
            ConfirmedCustomers customers,
            CustomerReferences references,
            Caller caller,
            IdempotentRequest idempotent) {
        this.leads = leads;
        this.shops = shops;
        this.customers = customers;
        this.references = references;
        this.caller = caller;
        this.idempotent = idempotent;
    }

    @POST
    @Idempotent
    @RolesAllowed("leads:write")
    @Operation(
            operationId = "storeLead",
            summary = "Store a lead, under its customer or under who the customer was merged into")
    public Response store(@NotNull @Valid LeadRequest request) {
        ShopId shop = caller.shopOr(request.shopId());
        CustomerId customer = customerOf(shop, request);
        Lead lead = QuarkusTransaction.requiringNew().call(() -> {
            Leads.Written written = leads.write(shop, Instant.now(), List.of(new Leads.Arriving(request, customer)))
                    .getFirst();
            if (!written.created()) {
                throw new Problem(LeadProblem.DUPLICATE_EXTERNAL_REF, "a lead with this externalRef exists")
                        .with("id", written.lead().id())
                        .with("number", written.lead().number());
            }
            idempotent.answered(201, location(written.lead()), LeadAnswer.of(written.lead()));
            return written.lead();
        });
        return Response.created(URI.create(location(lead)))
                .header(HttpHeaders.ETAG, EntityTag.of(lead.version()).header())
                .entity(LeadAnswer.of(lead))
                .build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed("leads:read")
    @Operation(operationId = "getLead", summary = "One lead")
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        Lead lead = leads.find(caller.shops(), id)
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no lead " + id));
        return EntityTag.of(lead.version()).answer(headers, LeadAnswer.of(lead));
    }

    @GET
    @RolesAllowed("leads:read")
    @Operation(
            operationId = "listLeads",
            summary = "Leads, newest first; customerId may be merged away, formerCustomerId is the id they came with")
    public Page<LeadAnswer> list(
            @QueryParam("shopId") ShopId shop,
            @QueryParam("customerId") CustomerId customer,
            @QueryParam("formerCustomerId") CustomerId formerCustomer,
            @BeanParam PageRequest page) {
        // A shop that does not exist for the caller has no leads for them (SEC-03).
        Set<ShopId> seen = shop == null ? caller.shops() : caller.sees(shop) ? Set.of(shop) : Set.of();
        List<Lead> found = leads.list(new Leads.Filter(
                seen,
                customer == null ? null : references.leadsTo(customer),
                formerCustomer,
                page.after()
                        .map(position -> UUID.fromString(position.getFirst()))
                        .orElse(null),
                page.limit() + 1));
        return page.of(found, lead -> List.of(lead.id().toString()), LeadAnswer::of);
    }

    private static String location(Lead lead) {
        return "/v1/leads/" + lead.id();
    }

    private CustomerId customerOf(ShopId shop, LeadRequest request) {
        List<NamedCustomer> named = request.customers();
        if (named.size() > 1) {
            throw new Problem(LeadProblem.CUSTOMER_AMBIGUOUS, "name the customer in one way only");
        }
        shops.require(shop);
        return named.isEmpty() ? null : customers.confirm(shop, caller.actor(), named.getFirst());
    }
}
