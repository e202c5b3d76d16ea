package io.mergesuite.contracts.merge;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The survivor as it will be when the merge has ended: what inquiries and reviews take over (CM-08, CM-09). Known before
 * the pivot; travels with the reassign command and is kept nowhere on its way once the merge has ended.
 *
 * @param customerVersion the survivor's version these details were computed from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SurvivorDetails(
        long customerVersion,
        String familyName,
        String givenName,
        String familyNameKana,
        String givenNameKana,
        String companyName,
        String email,
        String phone,
        String postalCode,
        String address) {}
