package io.mergesuite.customers.merging;

import io.mergesuite.customers.customer.Contact;
import io.mergesuite.customers.customer.CustomerDetails;
import java.util.List;

/** What {@code fillMissing} takes whole or not at all (CM-13). The names stand in merge records and in the API. */
enum FilledUnit {
    NAME("name") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withName(details.name());
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withName(unit.name());
        }
    },
    COMPANY_NAME("companyName") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withCompanyName(details.companyName());
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withCompanyName(unit.companyName());
        }
    },
    TAX_ID("taxId") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withTaxId(details.taxId());
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withTaxId(unit.taxId());
        }
    },
    BIRTHDAY("birthday") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withBirthday(details.birthday());
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withBirthday(unit.birthday());
        }
    },
    PRIMARY_EMAIL("emails") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withEmails(
                    Contact.primaryOf(details.emails()).map(List::of).orElse(List.of()));
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withEmails(unit.emails());
        }
    },
    PRIMARY_PHONE("phones") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return CustomerDetails.NONE.withPhones(
                    Contact.primaryOf(details.phones()).map(List::of).orElse(List.of()));
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withPhones(unit.phones());
        }
    },
    HOME_ADDRESS("homeAddress") {
        @Override
        CustomerDetails of(CustomerDetails details) {
            return details.homeAddress().map(CustomerDetails.NONE::withAddress).orElse(CustomerDetails.NONE);
        }

        @Override
        CustomerDetails fill(CustomerDetails blank, CustomerDetails unit) {
            return blank.withAddress(unit.addresses().getFirst());
        }
    };

    private final String field;

    FilledUnit(String field) {
        this.field = field;
    }

    /** The field of the API that it is, or is part of. */
    String field() {
        return field;
    }

    /** The unit of these details, all else left out; {@link CustomerDetails#NONE} if it is empty. */
    abstract CustomerDetails of(CustomerDetails details);

    /** Details in which this unit is empty, with the unit of the others in its place. */
    abstract CustomerDetails fill(CustomerDetails blank, CustomerDetails unit);
}
