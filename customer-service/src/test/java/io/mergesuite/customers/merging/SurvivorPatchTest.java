package io.mergesuite.customers.merging;

import static io.mergesuite.contracts.merge.MergePolicy.CONSERVATIVE;
import static io.mergesuite.contracts.merge.MergePolicy.CONSOLIDATING;
import static io.mergesuite.contracts.merge.MergePolicy.ContactPolicy.SURVIVOR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.customers.customer.Address;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.Email;
import io.mergesuite.customers.customer.PersonName;
import io.mergesuite.customers.customer.Phone;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CM-13: what a merge makes of its survivor")
class SurvivorPatchTest {

    private static final CustomerDetails BLANK = CustomerDetails.NONE;
    private static final Address TOKYO = new Address(Address.Type.HOME, "JP", "150-0001", "東京都", "渋谷区", "神宮前1", null);
    private static final CustomerDetails HANAKO = BLANK.withName(new PersonName("山田", "花子", "ヤマダ", "ハナコ"))
            .withBirthday(LocalDate.of(1990, 1, 31))
            .withEmails(List.of(new Email("hanako@example.jp", false), new Email("h@example.jp", true)))
            .withPhones(List.of(new Phone("090-1234-5678", "+819012345678", true)))
            .withAddress(TOKYO);

    @Test
    void conservativeChangesNothingAndNamesEveryFieldThatLoses() {
        SurvivorPatch patch = SurvivorPatch.of(BLANK, List.of(HANAKO), CONSERVATIVE);

        assertEquals(SurvivorPatch.NOTHING, patch);
        assertEquals(
                List.of("birthday", "emails", "homeAddress", "name", "phones"),
                SurvivorPatch.losingFields(BLANK, List.of(HANAKO)));
    }

    @Test
    void addressesBesideTheFirstHomeAddressLoseUnlessTheSurvivorHasThem() {
        Address osaka = new Address(Address.Type.SHIPPING, "JP", "530-0001", "大阪府", "大阪市", "梅田1", null);
        Address kyoto = new Address(Address.Type.HOME, "JP", "600-8001", "京都府", "京都市", "下京1", null);

        for (Address other : List.of(osaka, kyoto)) {
            CustomerDetails source = BLANK.withAddress(TOKYO).withAddress(other);
            CustomerDetails filled = SurvivorPatch.of(BLANK, List.of(source), fill())
                    .applyTo(BLANK)
                    .details();

            assertEquals(List.of("addresses"), SurvivorPatch.losingFields(filled, List.of(source)));
            assertEquals(List.of(), SurvivorPatch.losingFields(filled.withAddress(other), List.of(source)));
        }
    }

    @Test
    void eachEmptyUnitIsTakenWholeFromTheFirstSourceThatHasIt() {
        CustomerDetails named =
                BLANK.withName(new PersonName("Yamada", null, null, null)).withCompanyName("Tea");

        CustomerDetails becomes = SurvivorPatch.of(BLANK, List.of(BLANK, named, HANAKO), fill())
                .applyTo(BLANK)
                .details();

        assertEquals(named.name(), becomes.name(), "the whole unit: no kana from elsewhere");
        assertEquals("Tea", becomes.companyName());
        assertEquals(HANAKO.birthday(), becomes.birthday());
        assertEquals(List.of(new Email("h@example.jp", true)), becomes.emails(), "the primary e-mail alone");
        assertEquals(List.of(TOKYO), becomes.addresses());
    }

    @Test
    void whatTheSurvivorHasStays() {
        CustomerDetails survivor = BLANK.withName(new PersonName(null, null, "ヤマダ", null))
                .withEmails(List.of(new Email("own@example.jp", true)));

        CustomerDetails becomes = SurvivorPatch.of(survivor, List.of(HANAKO), fill())
                .applyTo(survivor)
                .details();

        assertEquals(survivor.name(), becomes.name());
        assertEquals(survivor.emails(), becomes.emails());
    }

    @Test
    void aUnionHasTheSurvivorsFirstItsPrimaryAndEqualOnesOnce() {
        CustomerDetails survivor = BLANK.withEmails(
                        List.of(new Email("own@example.jp", false), new Email("H@EXAMPLE.jp", true)))
                .withPhones(List.of(new Phone("+81 90 1234 5678", "+819012345678", true)));
        CustomerDetails other =
                BLANK.withPhones(List.of(new Phone("内線12", null, true), new Phone("内線 12", null, false)));

        CustomerDetails becomes = SurvivorPatch.of(survivor, List.of(HANAKO, other), CONSOLIDATING)
                .applyTo(survivor)
                .details();

        assertEquals(
                List.of(
                        new Email("own@example.jp", false),
                        new Email("H@EXAMPLE.jp", true),
                        new Email("hanako@example.jp", false)),
                becomes.emails());
        assertEquals(
                List.of(new Phone("+81 90 1234 5678", "+819012345678", true), new Phone("内線12", null, false)),
                becomes.phones());
    }

    @Test
    void aUnionIntoNothingTakesTheFirstSourcesPrimary() {
        assertEquals(
                List.of(new Email("hanako@example.jp", false), new Email("h@example.jp", true)),
                SurvivorPatch.of(BLANK, List.of(HANAKO), CONSOLIDATING)
                        .applyTo(BLANK)
                        .details()
                        .emails());
    }

    @Test
    void aUnionIsNeverCut() {
        CustomerDetails many = BLANK.withPhones(IntStream.range(0, 400)
                .mapToObj(i -> new Phone("ext " + i, null, i == 0))
                .toList());

        assertEquals(
                401,
                SurvivorPatch.of(HANAKO, List.of(many), CONSOLIDATING)
                        .applyTo(HANAKO)
                        .details()
                        .phones()
                        .size());
    }

    @Test
    void aLaterEditWinsAndThePatchValueIsTold() {
        SurvivorPatch patch = SurvivorPatch.of(BLANK, List.of(HANAKO), CONSOLIDATING);
        CustomerDetails edited = BLANK.withBirthday(LocalDate.of(2000, 2, 2));

        SurvivorPatch.Applied result = patch.applyTo(edited);

        assertEquals(LocalDate.of(2000, 2, 2), result.details().birthday());
        assertEquals(HANAKO.name(), result.details().name());
        assertEquals(
                List.of(FilledUnit.BIRTHDAY),
                result.lost().stream().map(SurvivorPatch.Entry::unit).toList());
        assertEquals(HANAKO.birthday(), result.lost().getFirst().becomes().birthday());
        assertTrue(result.applied().stream().noneMatch(entry -> entry.unit() == FilledUnit.BIRTHDAY));
    }

    @Test
    void applyingTwiceIsApplyingOnce() {
        SurvivorPatch patch = SurvivorPatch.of(BLANK, List.of(HANAKO), CONSOLIDATING);
        CustomerDetails once = patch.applyTo(BLANK).details();

        assertEquals(once, patch.applyTo(once).details());
    }

    private static MergePolicy fill() {
        return MergePolicy.of(Set.of(), SURVIVOR, SURVIVOR, true, false, false, false);
    }
}
