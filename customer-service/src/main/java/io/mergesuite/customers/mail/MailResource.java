package io.mergesuite.customers.mail;

import io.mergesuite.api.CommonProblem;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A customer's mail history (CU-03). */
@Path("/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mail history")
@RunOnVirtualThread
class MailResource {

    private final Owners owners;
    private final Mails mails;
    private final IdempotentRequest idempotent;
    private final Clock clock;

    MailResource(Owners owners, Mails mails, IdempotentRequest idempotent, Clock clock) {
        this.owners = owners;
        this.mails = mails;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @POST
    @Path("{id}/mails")
    @Idempotent
    @RolesAllowed("customers:write")
    @Transactional
    @Operation(
            operationId = "noteMail",
            summary = "Note a mail that was sent",
            description = "Nothing is sent by it. " + Owners.WRITE)
    @APIResponseSchema(value = Mail.class, responseCode = "201", responseDescription = "Noted")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Response note(@PathParam("id") CustomerId id, @NotNull @Valid MailRequest request) {
        Instant sentAt = Objects.requireNonNullElseGet(request.sentAt(), clock::instant);
        if (sentAt.isBefore(Instant.EPOCH)) {
            throw new Problem(CommonProblem.INVALID, "sentAt is before 1970")
                    .at("/sentAt", "too-early", "is before 1970");
        }
        Owner owner = owners.lock(id);
        return idempotent.created(mails.note(owner, request, sentAt)
                .orElseThrow(() -> new Problem(
                                MailProblem.DUPLICATE_MAIL,
                                "the shop " + owner.shop() + " has a mail with this externalRef")
                        .at("/externalRef", MailProblem.DUPLICATE_MAIL.code(), "is taken")));
    }

    @GET
    @Path("{id}/mails")
    @RolesAllowed("customers:read")
    @Operation(
            operationId = "listMails",
            summary = "What was sent to a customer, newest first",
            description = Owners.READ)
    @APIResponse(responseCode = "200", description = "One page")
    @APIResponse(responseCode = "410", description = "The customer was erased for privacy")
    public Page<Mail> list(
            @PathParam("id") CustomerId id,
            @QueryParam("showMerged") @DefaultValue("false") boolean showMerged,
            @BeanParam PageRequest page) {
        Owner owner = owners.read(id, showMerged);
        return page.of(
                mails.list(owner, page.afterId(), page.limit() + 1),
                one -> List.of(one.id().toString()),
                one -> one);
    }
}
