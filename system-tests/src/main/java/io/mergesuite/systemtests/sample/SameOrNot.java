package io.mergesuite.systemtests.sample;

/** Why records of the sample look like one customer: those that are, in every way the product knows, and those that only look so. */
enum SameOrNot {
    /** Nobody else shares a value with it. */
    ALONE(true, 1),
    /** One e-mail address, typed in other case. */
    SAME_EMAIL(true, 2),
    /** One phone number, with other punctuation or with its country code. */
    SAME_PHONE(true, 2),
    /** One phone number, once in full-width digits. */
    FULL_WIDTH_PHONE(true, 2),
    /** One Russian number, once with 8 and once with +7 (CU-08). */
    EIGHT_FOR_SEVEN(true, 2),
    /** Neither e-mail nor phone in common, but name, kana, birthday and postal code: a weaker key (DD-01). */
    SAME_NAME_AND_KANA(true, 2),
    /** A company twice, by one tax id. */
    SAME_TAX_ID(true, 2),
    /** The first and second share an e-mail address, the second and third a phone number. */
    CHAIN(true, 3),
    GROUP_OF_5(true, 5),
    /** Tied by many values, none of which more than ten records share. */
    GROUP_OF_20(true, 20),
    /** A company with a contact person who is there twice. */
    CONTACT_PERSON(true, 3),
    /** People of one household with one phone number: not duplicates. */
    FAMILY(false, 3),
    /** The same name and birthday far apart: not duplicates. */
    NAMESAKE(false, 2),
    /** A value that more than ten strangers share, such as the address of a shop's counter: not duplicates (DD-05). */
    HUB(false, 12);

    private final boolean same;
    private final int records;

    SameOrNot(boolean same, int records) {
        this.same = same;
        this.records = records;
    }

    /** Whether its records are one customer; with {@link #CONTACT_PERSON}, all but the company. */
    boolean same() {
        return same;
    }

    int records() {
        return records;
    }
}
