package io.mergesuite.orders.content;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.merging.intake.Arrival;
import jakarta.validation.constraints.Size;

/**
 * A person as a record keeps them: who orders or is billed, as typed, whoever the customer is later (OR-01, CM-05); who wrote a
 * review or an inquiry, until a merge writes the survivor's details instead (CM-08, CM-09).
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Person(
        @Size(max = 200) String familyName,
        @Size(max = 200) String givenName,
        @Size(max = 200) String familyNameKana,
        @Size(max = 200) String givenNameKana,
        @Size(max = 200) String companyName,
        @Size(max = 20) String postalCode,
        @Size(max = 1000) String address,
        @Size(max = 100) String phone,
        @Size(max = 320) String email) {

    /** A person of whom nothing is said. */
    public static final Person NOBODY = new Person(null, null, null, null, null, null, null, null, null);

    private static Person of(SurvivorDetails survivor) {
        return new Person(
                survivor.familyName(),
                survivor.givenName(),
                survivor.familyNameKana(),
                survivor.givenNameKana(),
                survivor.companyName(),
                survivor.postalCode(),
                survivor.address(),
                survivor.phone(),
                survivor.email());
    }

    /** Who a record is to keep: the survivor if it came late (CM-06), else who it came with. */
    public static Person kept(Arrival<?> arrival, Person given) {
        return arrival.lateDetails() == null ? given : of(arrival.lateDetails());
    }

    /** Whether nothing is said of the person. */
    @JsonIgnore
    public boolean isEmpty() {
        return equals(NOBODY);
    }
}
