package io.mergesuite.orders.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.orders.content.Person;
import jakarta.validation.constraints.Size;

/** Who wrote a review. A merge writes the survivor's details; the nickname stays (CM-09). */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Reviewer(
        @Size(max = 200) String nickname,
        @Size(max = 200) String familyName,
        @Size(max = 200) String givenName,
        @Size(max = 200) String familyNameKana,
        @Size(max = 200) String givenNameKana,
        @Size(max = 200) String companyName,
        @Size(max = 20) String postalCode,
        @Size(max = 1000) String address,
        @Size(max = 100) String phone,
        @Size(max = 320) String email) {

    static Reviewer of(String nickname, Person person) {
        return new Reviewer(
                nickname,
                person.familyName(),
                person.givenName(),
                person.familyNameKana(),
                person.givenNameKana(),
                person.companyName(),
                person.postalCode(),
                person.address(),
                person.phone(),
                person.email());
    }

    Person person() {
        return new Person(
                familyName, givenName, familyNameKana, givenNameKana, companyName, postalCode, address, phone, email);
    }
}
