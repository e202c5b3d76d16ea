package io.mergesuite.customers.customer;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.ShopId;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of a list of customers (CU-05): part of what a search can be asked for. */
class CustomerFilter {

    @QueryParam("shopId")
    ShopId shopId;

    @QueryParam("number")
    @Parameter(description = "Exactly. Of a merged-away customer it finds the survivor, and says so in `foundThrough`")
    String number;

    @QueryParam("externalRef")
    @Parameter(description = "Exactly; like `number`")
    String externalRef;

    @QueryParam("name")
    @Parameter(
            description = "A person's full or family name, or a company's, or its beginning; family name first or last")
    String name;

    @QueryParam("kana")
    @Parameter(description = "The reading of the name, or its beginning, in any kana")
    String kana;

    @QueryParam("email")
    String email;

    @QueryParam("phone")
    @Parameter(description = "In any typing (CU-08)")
    String phone;

    @QueryParam("postalCode")
    String postalCode;

    @QueryParam("companyId")
    @Parameter(description = "The contact persons of this company; a merged-away company's id counts as its survivor's")
    CustomerId companyId;

    @QueryParam("survivor")
    @Parameter(description = "Whether it is the survivor of a completed merge")
    Boolean survivor;

    @QueryParam("status")
    @Parameter(
            description = "`ACTIVE` or `MERGING`, else both. `DELETED` lists the deleted ones; `MERGED`, which needs"
                    + " `customers:read-merged`, the merged-away: nothing else lists them")
    CustomerStatus status;

    @QueryParam("q")
    @Parameter(description = "Any of id, number, external ref, e-mail, phone, name, reading")
    String q;

    /** The same as a search. */
    CustomerSearchRequest search() {
        return new CustomerSearchRequest(
                shopId,
                q,
                number,
                externalRef,
                name,
                kana,
                email,
                phone,
                postalCode,
                companyId,
                null,
                survivor,
                status,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
