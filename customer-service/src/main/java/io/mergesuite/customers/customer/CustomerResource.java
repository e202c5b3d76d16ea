package io.mergesuite.customers.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.Customers.Created;
import io.mergesuite.customers.customer.Customers.NewCustomer;
import io.mergesuite.customers.shop.Shops;
import io.mergesuite.normalisation.PhoneRules;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Customers, one at a time and as a list (CU-01, CU-05, CU-06). */
@Path("/v1/customers")
@RunOnVirtualThread
class CustomerResource {

    private static final String READ_MERGED = "customers:read-merged";
    private static final Set<String> FIXED = Set.of("shopId", "kind");

    private final Customers customers;
    private final ContactPersons contactPersons;
    private final CustomerSearch search;
    private final Shops shops;
    private final Caller caller;
    private final IdempotentRequest idempotent;
    private final ObjectMapper json;
    private final Validator validator;
    private final Clock clock;

    CustomerResource(
            Customers customers,
            ContactPersons contactPersons,
            CustomerSearch search,
            Shops shops,
            Caller caller,
            IdempotentRequest idempotent,
            ObjectMapper json,
            Validator validator,
            Clock clock) {
        this.customers = customers;
        this.contactPersons = contactPersons;
        this.search = search;
        this.shops = shops;
        this.caller = caller;
        this.idempotent = idempotent;
        this.json = json;
        this.validator = validator;
        this.clock = clock;
    }

    @POST
    @Idempotent
    @RolesAllowed({"customers:write", Caller.INTERNAL})
    @Transactional
    @Operation(
            operationId = "createCustomer",
            summary = "Create a customer",
            description =
                    "Needs `customers:write`. Only `kind` is required, and `shopId` where the token knows several shops."
                            + " An `externalRef` that the shop has already is 409 `external-ref-taken`, naming the customer.")
    Response create(@NotNull @Valid CustomerRequest request) {
        ShopId shop = caller.shopOr(request.shopId());
        CheckedCustomer values = checked(request, shops.phoneRules(shop));
        Map<CustomerId, CustomerId> companies = contactPersons.require(shop, values.companyIds());
        CustomerId id = CustomerId.next();
        Created created =
                customers.create(List.of(new NewCustomer(id, shop, values))).get(id);
        if (created == null) {
            throw taken(shop, values.externalRef());
        }
        contactPersons.add(shop, Map.of(id, values.companyIds()), companies);
        Customer customer = new Customer(
                id,
                created.number(),
                shop,
                values.kind(),
                values.externalRef(),
                values.details(),
                companies.values().stream().distinct().sorted().toList(),
                created.registeredAt(),
                created.createdAt(),
                created.createdAt(),
                1,
                CustomerStatus.ACTIVE,
                null,
                null,
                false);
        CustomerAnswer answer = CustomerAnswer.of(customer);
        URI location = uri(id);
        idempotent.answered(Response.Status.CREATED.getStatusCode(), location.toString(), answer);
        return tagged(Response.created(location), customer).entity(answer).build();
    }

    @GET
    @Path("{id}")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "getCustomer",
            summary = "A customer",
            description = "Needs `customers:read`. A merged-away customer is 307 to its final survivor (API-10).")
    Response get(
            @PathParam("id") CustomerId id,
            @QueryParam("followMerges") @Parameter(description = "Answer with the survivor, and its `Content-Location`")
                    boolean followMerges,
            @QueryParam("showMerged")
                    @Parameter(
                            description = "Answer with the merged-away customer itself; needs `customers:read-merged`")
                    boolean showMerged,
            @Context HttpHeaders headers) {
        Customer customer =
                customers.find(id).filter(found -> caller.sees(found.shopId())).orElseThrow(() -> notFound(id));
        if (!customer.isMerged()) {
            return CustomerAnswer.tag(customer).answer(headers, CustomerAnswer.of(customer));
        }
        if (showMerged) {
            requireReadMerged();
            return CustomerAnswer.tag(customer).answer(headers, CustomerAnswer.of(customer));
        }
        if (followMerges) {
            return survivor(customer, headers);
        }
        return Response.temporaryRedirect(uri(customer.mergedInto()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(CustomerAnswer.Redirect.of(customer))
                .build();
    }

    /** The chain is one step long (SG-03), but it may have grown by one between the two reads. */
    private Response survivor(Customer merged, HttpHeaders headers) {
        Customer survivor = merged;
        while (survivor.isMerged()) {
            survivor = customers.find(survivor.mergedInto()).orElseThrow();
        }
        Response answer = CustomerAnswer.tag(survivor).answer(headers, CustomerAnswer.of(survivor));
        return Response.fromResponse(answer)
                .header(HttpHeaders.CONTENT_LOCATION, uri(survivor.id()))
                .build();
    }

    @GET
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listCustomers",
            summary = "List and search customers",
            description =
                    "Needs `customers:read`. Newest first. Merged-away customers are left out unless asked for by `status`.")
    Page<CustomerAnswer> list(@BeanParam CustomerFilter filter, @BeanParam PageRequest page) {
        if (filter.status == CustomerStatus.MERGED) {
            requireReadMerged();
        }
        Collection<ShopId> visible = filter.shopId == null ? caller.shops() : List.of(caller.shopOr(filter.shopId));
        CustomerId after =
                page.after().map(position -> CustomerId.of(position.getFirst())).orElse(null);
        CustomerSearch.Found found = search.find(filter, visible, after, page.limit() + 1);
        return page.of(
                found.customers(),
                customer -> List.of(customer.id().toString()),
                customer -> CustomerAnswer.of(customer, found.through().get(customer.id())));
    }

    @PATCH
    @Path("{id}")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "patchCustomer",
            summary = "Change a customer",
            description =
                    "Needs `customers:write` and `If-Match`. A JSON merge patch (RFC 7396) over the fields of a"
                            + " `POST`; lists are replaced whole. `shopId` and `kind` can't be changed. A customer that is being merged"
                            + " away is 409 `customer-merging`, one that is merged away 409 `customer-merged` with `mergedInto`.")
    Response patch(
            @PathParam("id") CustomerId id,
            @NotNull @RequestBody(required = true) @Schema(implementation = CustomerRequest.class) ObjectNode patch,
            @Context HttpHeaders headers) {
        Customer customer =
                customers.lock(id).filter(found -> caller.sees(found.shopId())).orElseThrow(() -> notFound(id));
        requireEditable(customer);
        CustomerAnswer.tag(customer).requireMatch(headers);
        CheckedCustomer values = checked(patched(customer, patch), shops.phoneRules(customer.shopId()));
        if (edit(customer, values, patch.has("companyIds"))) {
            customer = customers.find(id).orElseThrow();
        }
        return tagged(Response.ok(), customer)
                .entity(CustomerAnswer.of(customer))
                .build();
    }

    private void requireEditable(Customer customer) {
        if (customer.isMerged()) {
            throw new Problem(CustomerProblem.CUSTOMER_MERGED, "customer " + customer.number() + " is merged away")
                    .with("mergedInto", customer.mergedInto());
        }
        if (customer.status() == CustomerStatus.MERGING && customers.isSource(customer)) {
            throw new Problem(
                            CustomerProblem.CUSTOMER_MERGING,
                            "customer " + customer.number() + " is being merged into another one")
                    .with("mergeId", customer.mergeId());
        }
    }

    private boolean edit(Customer customer, CheckedCustomer values, boolean companiesToo) {
        boolean renamed = !Objects.equals(values.externalRef(), customer.externalRef())
                || (values.registeredAt() != null && !values.registeredAt().equals(customer.registeredAt()));
        boolean changed = renamed || !values.details().equals(customer.details());
        if (companiesToo) {
            Map<CustomerId, CustomerId> companies = contactPersons.require(customer.shopId(), values.companyIds());
            if (!Set.copyOf(companies.values()).equals(Set.copyOf(customer.companyIds()))) {
                contactPersons.set(customer, values.companyIds(), companies);
                changed = true;
            }
        }
        if (renamed) {
            customers
                    .findByExternalRef(customer.shopId(), values.externalRef())
                    .filter(other -> !other.id().equals(customer.id()))
                    .ifPresent(other -> {
                        throw taken(customer.shopId(), values.externalRef());
                    });
            customers.rename(
                    customer.id(),
                    values.externalRef(),
                    Optional.ofNullable(values.registeredAt()).orElse(customer.createdAt()));
        }
        if (changed) {
            customers.change(List.of(
                    new DetailsChange(customer.id(), customer.shopId(), customer.version() + 1, values.details())));
        }
        return changed;
    }

    private CustomerRequest patched(Customer customer, ObjectNode patch) {
        ObjectNode values = json.valueToTree(CustomerRequest.of(customer));
        for (String field : FIXED) {
            if (patch.has(field) && !patch.get(field).equals(values.get(field))) {
                throw new Problem(CustomerProblem.NOT_CHANGEABLE, field + " can't be changed")
                        .at("/" + field, CustomerProblem.NOT_CHANGEABLE.code(), "can't be changed");
            }
        }
        // No field of a customer is an object, so a merge patch is a replacement field by field.
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                values.remove(field.getKey());
            } else {
                values.set(field.getKey(), field.getValue());
            }
        }
        CustomerRequest request = read(values);
        Set<ConstraintViolation<CustomerRequest>> violations = validator.validate(request);
        if (!violations.isEmpty()) {
            Problem problem = invalid();
            violations.forEach(violation -> problem.at(
                    "/"
                            + violation
                                    .getPropertyPath()
                                    .toString()
                                    .replaceAll("\\[(\\d+)]", "/$1")
                                    .replace('.', '/'),
                    "invalid",
                    violation.getMessage()));
            throw problem;
        }
        return request;
    }

    private CustomerRequest read(ObjectNode values) {
        try {
            return json.treeToValue(values, CustomerRequest.class);
        } catch (JsonMappingException e) {
            StringBuilder pointer = new StringBuilder();
            e.getPath()
                    .forEach(step -> pointer.append('/')
                            .append(
                                    step.getFieldName() == null
                                            ? String.valueOf(step.getIndex())
                                            : step.getFieldName()));
            throw invalid()
                    .at(pointer.toString(), "unreadable", "is unknown or of a wrong type")
                    .causedBy(e);
        } catch (JsonProcessingException e) {
            throw invalid().causedBy(e);
        }
    }

    private CheckedCustomer checked(CustomerRequest request, PhoneRules rules) {
        List<CheckedCustomer.Fault> faults = new ArrayList<>();
        CheckedCustomer checked = CheckedCustomer.of(request, rules, clock.instant(), faults);
        if (!faults.isEmpty()) {
            Problem problem = invalid();
            faults.forEach(fault -> problem.at(fault.pointer(), fault.code(), fault.reason()));
            throw problem;
        }
        return checked;
    }

    private Problem taken(ShopId shop, String externalRef) {
        Problem problem = new Problem(
                CustomerProblem.EXTERNAL_REF_TAKEN, "the shop " + shop + " has a customer with this externalRef");
        customers
                .findByExternalRef(shop, externalRef)
                .ifPresent(first -> problem.with("customerId", first.id()).with("mergedInto", first.mergedInto()));
        return problem;
    }

    private void requireReadMerged() {
        if (!caller.may(READ_MERGED)) {
            throw new Problem(CommonProblem.FORBIDDEN, "merged-away customers are read with " + READ_MERGED);
        }
    }

    private static Problem invalid() {
        return new Problem(CommonProblem.INVALID, "some values of the customer are not valid");
    }

    private static Problem notFound(CustomerId id) {
        return new Problem(CommonProblem.NOT_FOUND, "there is no customer " + id);
    }

    private static URI uri(CustomerId id) {
        return URI.create("/v1/customers/" + id);
    }

    private static Response.ResponseBuilder tagged(Response.ResponseBuilder answer, Customer customer) {
        return answer.header(
                HttpHeaders.ETAG, '"' + CustomerAnswer.tag(customer).value() + '"');
    }
}
