package io.mergesuite.leads.lead;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.leads.lead.LeadContent.Contact;
import io.mergesuite.leads.lead.LeadContent.FirstResponse;
import io.mergesuite.leads.lead.LeadContent.Wishes;
import io.mergesuite.merging.intake.RecordRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A lead as it comes in (LM-01): the body of {@code POST /v1/leads}, and the record of an import. It names its customer in one way,
 * or belongs to nobody known.
 *
 * @param shopId null if the token knows only one
 * @param externalRef the source system's own id, unique in the shop; null if it has none
 * @param status null for {@code NEW}
 * @param registeredAt null for now
 */
record LeadRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Size(min = 1, max = 200) String externalRef,
        @NotNull LeadType type,
        @Size(max = 200) String organisation,
        @Size(max = 200) String assignee,
        LeadStatus status,
        Instant registeredAt,
        @Size(max = 200) String familyName,
        @Size(max = 200) String givenName,
        @Size(max = 200) String familyNameKana,
        @Size(max = 200) String givenNameKana,
        @Size(max = 20) List<@NotNull @Valid Contact> emails,
        @Size(max = 20) List<@NotNull @Valid Contact> phones,
        @Size(max = 1_000) String address,
        @Size(max = 20_000) String remarks,
        @Valid FirstResponse firstResponse,
        @Valid Wishes wishes)
        implements RecordRequest {

    LeadRequest {
        status = Objects.requireNonNullElse(status, LeadStatus.NEW);
    }

    /** What would make the stored lead. */
    static LeadRequest of(Lead lead) {
        LeadContent content = lead.content();
        return new LeadRequest(
                lead.shopId(),
                lead.customerId(),
                null,
                null,
                lead.externalRef(),
                lead.type(),
                lead.organisation(),
                lead.assignee(),
                lead.status(),
                lead.registeredAt(),
                content.familyName(),
                content.givenName(),
                content.familyNameKana(),
                content.givenNameKana(),
                content.emails(),
                content.phones(),
                content.address(),
                content.remarks(),
                content.firstResponse(),
                content.wishes());
    }

    @Override
    public Instant happenedAt() {
        return registeredAt;
    }

    @Override
    public String timeField() {
        return "registeredAt";
    }

    @Override
    public boolean needsCustomer() {
        return false;
    }

    @Override
    public List<Flaw> kindFlaws() {
        return List.of();
    }

    LeadContent content() {
        return new LeadContent(
                familyName,
                givenName,
                familyNameKana,
                givenNameKana,
                emails,
                phones,
                address,
                remarks,
                firstResponse,
                wishes);
    }
}
