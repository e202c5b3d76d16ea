package io.mergesuite.systemtests.sample;

import io.mergesuite.systemtests.sample.Country.Name;
import io.mergesuite.systemtests.sample.Country.Place;
import java.util.ArrayList;
import java.util.List;

/** A customer as the sample sends it. Filled while its {@link Block} is made, and not changed afterwards. */
final class MadeUpCustomer {

    /** Of the shop's own; given when the block's order is known. */
    String externalRef = "";

    /** Where it stands in the whole sample, from 0. */
    long at;

    final long person;
    final SameOrNot why;
    final Country country;
    /** Null for a company. */
    Name name;

    Place place;

    /** ISO 8601; null if nobody has asked. */
    String birthday;

    /** Days since 1970. */
    int registeredOn;

    /** Null for a person. */
    String companyName;

    String taxId;

    /** The company whose contact person it is; null if of none. */
    MadeUpCustomer company;

    final List<String> emails = new ArrayList<>(2);
    final List<String> phones = new ArrayList<>(2);

    MadeUpCustomer(long person, SameOrNot why, Country country) {
        this.person = person;
        this.why = why;
        this.country = country;
    }

    boolean isCompany() {
        return companyName != null;
    }

    /** The fields of a line of an import (API-13). */
    void write(JsonLine line) {
        line.field("externalRef", externalRef)
                .field("kind", isCompany() ? "CORPORATE" : "INDIVIDUAL")
                .field("companyName", companyName)
                .field("taxId", taxId);
        writeName(line);
        line.field("birthday", birthday);
        contacts(line, "emails", emails);
        contacts(line, "phones", phones);
        line.array("addresses")
                .element()
                .field("type", "HOME")
                .field("country", place.country())
                .field("postalCode", place.postalCode())
                .field("region", place.region())
                .field("city", place.city())
                .field("line1", place.line1())
                .close()
                .closeArray()
                .field("registeredAt", JsonLine.time(registeredOn, (int) (at % 50_000)));
    }

    void writeName(JsonLine line) {
        if (name == null) {
            return;
        }
        line.field("familyName", name.family())
                .field("givenName", name.given())
                .field("familyNameKana", name.familyKana())
                .field("givenNameKana", name.givenKana());
    }

    /** As other records keep a person: beside the customer, as typed there. */
    void writePerson(JsonLine line) {
        writeName(line);
        line.field("companyName", companyName)
                .field("postalCode", place.postalCode())
                .field("address", place.line())
                .field("phone", phones.isEmpty() ? null : phones.get(0))
                .field("email", emails.isEmpty() ? null : emails.get(0));
    }

    static void contacts(JsonLine line, String name, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        line.array(name);
        for (int i = 0; i < values.size(); i++) {
            line.element()
                    .field("value", values.get(i))
                    .field("primary", i == 0)
                    .close();
        }
        line.closeArray();
    }
}
