package io.mergesuite.customers.customer;

import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What customers are searched by (CU-05); all that is given must hold, and blank text counts as not given. The body of a search,
 * and what the parameters of a list come to. Ranges begin with {@code …From} and end before {@code …To}.
 *
 * @param limit how many items a page has at most, null for the default
 * @param cursor of the page before, null for the first
 */
record CustomerSearchRequest(
        @Schema(description = "Else all shops of the token", examples = "tokyo")
        ShopId shopId,

        @Size(max = MOST_TYPED)
        @Schema(description = "Any of id, number, external ref, e-mail, phone, name, reading", examples = "山田")
        String q,

        @Size(max = MOST_TYPED)
        @Schema(description = "Exactly. Of a merged-away customer it finds the survivor, and says so in `foundThrough`")
        String number,

        @Size(max = MOST_TYPED) @Schema(description = "Exactly; like `number`")
        String externalRef,

        @Size(max = MOST_TYPED)
        @Schema(
                description =
                        "A person's full or family name, or a company's, or its beginning; family name first or last")
        String name,

        @Size(max = MOST_TYPED) @Schema(description = "The reading of the name, or its beginning, in any kana")
        String kana,

        @Size(max = MOST_TYPED) String email,

        @Size(max = MOST_TYPED) @Schema(description = "In any typing (CU-08)")
        String phone,

        @Size(max = MOST_TYPED) @Schema(description = "In any typing")
        String postalCode,

        @Schema(
                description =
                        "The contact persons of this company; a merged-away company's id counts as its survivor's")
        CustomerId companyId,

        CustomerKind kind,

        @Schema(description = "Whether it is the survivor of a completed merge")
        Boolean survivor,

        @Schema(
                description =
                        "`ACTIVE` or `MERGING`, else both. `DELETED` lists the deleted ones alone, and so does `MERGED`, which"
                                + " needs `customers:read-merged`, the merged-away")
        CustomerStatus status,

        @Schema(
                description =
                        "Merged-away customers too, as they are: what is searched for exactly then finds them and not"
                                + " their survivors. Needs `customers:read-merged`")
        Boolean showMerged,

        Instant createdFrom,
        Instant createdTo,
        Instant updatedFrom,
        Instant updatedTo,

        @Schema(description = "A range of this time sorts the list by it, latest first")
        Instant registeredFrom,

        Instant registeredTo,

        @Schema(description = "Whether the customer has orders, returns among them. As of some seconds ago")
        Boolean withOrders,

        @Schema(
                description =
                        "When the customer's last order was placed. A range of this time sorts the list by it, latest"
                                + " first. As of some seconds ago")
        Instant lastOrderFrom,

        Instant lastOrderTo,

        @Schema(description = "How many items to answer at most.", minimum = "1", maximum = "500", defaultValue = "50")
        Integer limit,

        @Size(max = 1_000) @Schema(description = "The `next` of the page before. Belongs to this very search.")
        String cursor) {

    /** Characters that a text may have; the longest value that a customer can have is shorter. */
    static final int MOST_TYPED = 400;

    /** Whether merged-away customers themselves are asked for, and not those they lead to. */
    boolean asksForMerged() {
        return status == CustomerStatus.MERGED || Boolean.TRUE.equals(showMerged);
    }

    boolean asksForLastOrder() {
        return lastOrderFrom != null || lastOrderTo != null;
    }

    boolean asksForRegistration() {
        return registeredFrom != null || registeredTo != null;
    }

    /** @throws Problem 400 {@code invalid} if nobody can be in all of the ranges */
    void requireRanges() {
        Problem problem = new Problem(CommonProblem.INVALID, "nobody can be found: a range is empty");
        requireOrder(problem, "created", createdFrom, createdTo);
        requireOrder(problem, "updated", updatedFrom, updatedTo);
        requireOrder(problem, "registered", registeredFrom, registeredTo);
        requireOrder(problem, "lastOrder", lastOrderFrom, lastOrderTo);
        if (Boolean.FALSE.equals(withOrders) && asksForLastOrder()) {
            problem.at("/withOrders", "out-of-range", "who has no orders has no last one");
        }
        if (!problem.faults().isEmpty()) {
            throw problem;
        }
    }

    private static void requireOrder(Problem problem, String range, Instant from, Instant to) {
        if (from != null && to != null && !from.isBefore(to)) {
            problem.at("/" + range + "To", "out-of-range", "must be later than " + range + "From");
        }
    }
}
