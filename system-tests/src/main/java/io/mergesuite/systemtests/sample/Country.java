package io.mergesuite.systemtests.sample;

import java.util.List;

/**
 * A country with the words that people of it are made of. Phone numbers are valid mobile numbers of the country's plan; that one is
 * in use somewhere can't be excluded, as with every valid number.
 */
enum Country {
    JP("JPY"),
    RU("RUB"),
    ES("EUR"),
    GB("GBP");

    private static final List<Country> ALL = List.of(values());
    private static final List<String> DOMAINS = List.of("example.com", "example.net", "example.org");
    private static final List<String> LONDON_LETTERS =
            List.of("A", "B", "D", "E", "F", "G", "H", "J", "L", "N", "P", "Q", "R", "S", "T", "U", "W", "X", "Y", "Z");
    /** Of Russian mobile networks. */
    private static final List<String> RU_CODES = List.of(
            "901", "902", "903", "904", "905", "906", "908", "909", "910", "911", "912", "913", "914", "915", "916",
            "917", "918", "919", "920", "921");

    /** Odd, and no multiple of 3 or 5: multiplied by it, all numbers of a plan come up once before one comes again. */
    private static final long STRIDE = 61_803_403L;

    private final String currency;

    Country(String currency) {
        this.currency = currency;
    }

    private Words words() {
        return Words.of(this);
    }

    /**
     * A person's name.
     *
     * @param latinGiven as it stands in e-mail addresses
     * @param latinFamily as it stands in e-mail addresses
     */
    record Name(
            String family, String given, String familyKana, String givenKana, String latinGiven, String latinFamily) {

        Name typedInHiragana() {
            return new Name(family, given, hiragana(familyKana), hiragana(givenKana), latinGiven, latinFamily);
        }

        private static String hiragana(String katakana) {
            StringBuilder typed = new StringBuilder();
            katakana.chars().forEach(c -> typed.append((char) (c >= 'ァ' && c <= 'ヶ' ? c - ('ァ' - 'ぁ') : c)));
            return typed.toString();
        }
    }

    record Place(String country, String postalCode, String region, String city, String line1) {

        /** As a record of an order keeps it. */
        String line() {
            return country.equals("JP") ? region + city + line1 : line1 + ", " + city;
        }
    }

    static Country any(Dice dice) {
        return dice.of(ALL);
    }

    /** ISO 4217. */
    String currency() {
        return currency;
    }

    Name name(Dice dice) {
        return name(dice.of(words().families()), dice);
    }

    /** Another person of the same family. */
    Name relative(Name name, Dice dice) {
        List<String> family = words().families().stream()
                .filter(row -> row.get(row.size() - 1).equals(name.latinFamily()))
                .findFirst()
                .orElseThrow();
        Name other = name(family, dice);
        while (other.given().equals(name.given())) {
            other = name(family, dice);
        }
        return other;
    }

    private Name name(List<String> family, Dice dice) {
        boolean woman = dice.percent(52);
        List<String> given = dice.of(woman ? words().women() : words().men());
        return switch (this) {
            case JP -> new Name(family.get(0), given.get(0), family.get(1), given.get(1), given.get(2), family.get(2));
            case RU -> new Name(family.get(woman ? 1 : 0), given.get(0), null, null, given.get(1), family.get(2));
            case ES ->
                new Name(
                        family.get(0) + " " + dice.of(words().families()).get(0),
                        given.get(0),
                        null,
                        null,
                        given.get(1),
                        family.get(1));
            case GB -> new Name(family.get(0), given.get(0), null, null, given.get(1), family.get(1));
        };
    }

    Place place(Dice dice) {
        List<String> row = dice.of(words().places());
        return switch (this) {
            case JP ->
                new Place(
                        "JP",
                        row.get(0) + "-" + digits(dice, 4),
                        row.get(1),
                        row.get(2),
                        row.get(3 + dice.below(row.size() - 3)) + (1 + dice.below(6)) + "-" + (1 + dice.below(25)) + "-"
                                + (1 + dice.below(18)));
            case RU ->
                new Place(
                        "RU",
                        row.get(0) + digits(dice, 3),
                        row.get(1),
                        row.get(2),
                        row.get(3 + dice.below(row.size() - 3)) + ", д. " + (1 + dice.below(120)) + ", кв. "
                                + (1 + dice.below(200)));
            case ES ->
                new Place(
                        "ES",
                        row.get(0) + digits(dice, 2),
                        row.get(1),
                        row.get(2),
                        row.get(3 + dice.below(row.size() - 3)) + " " + (1 + dice.below(150)) + ", "
                                + (1 + dice.below(7)) + "º" + (dice.percent(50) ? "A" : "B"));
            case GB ->
                new Place(
                        "GB",
                        row.get(0) + (1 + dice.below(19)) + " " + dice.below(10) + dice.of(LONDON_LETTERS)
                                + dice.of(LONDON_LETTERS),
                        row.get(1),
                        row.get(2),
                        (1 + dice.below(140)) + " " + row.get(3 + dice.below(row.size() - 3)));
        };
    }

    /**
     * A number in E.164, another for each slot below 100 million.
     *
     * @param seed moves all numbers on
     */
    String phone(long slot, long seed) {
        return switch (this) {
            case JP -> {
                long at = scattered(slot, seed, 270_000_000);
                yield "+81" + (90 - 10 * (at / 90_000_000)) + (10_000_000 + at % 90_000_000);
            }
            case RU -> {
                long at = scattered(slot, seed, 200_000_000);
                yield "+7" + RU_CODES.get((int) (at / 10_000_000)) + padded(at % 10_000_000, 7);
            }
            case ES -> "+346" + padded(scattered(slot, seed, 100_000_000), 8);
            case GB -> "+447" + (100_000_000 + scattered(slot, seed, 300_000_000));
        };
    }

    private static long scattered(long slot, long seed, long size) {
        return Math.floorMod(slot * STRIDE + Math.floorMod(Dice.mix(seed), size), size);
    }

    /** A number as people of the country write it in a shop of Japan. */
    String typed(String e164) {
        return switch (this) {
            case JP -> "0" + e164.substring(3, 5) + "-" + e164.substring(5, 9) + "-" + e164.substring(9);
            case RU ->
                "+7 " + e164.substring(2, 5) + " " + e164.substring(5, 8) + "-" + e164.substring(8, 10) + "-"
                        + e164.substring(10);
            case ES -> "+34 " + e164.substring(3, 6) + " " + e164.substring(6, 9) + " " + e164.substring(9);
            case GB -> "+44 " + e164.substring(3, 7) + " " + e164.substring(7);
        };
    }

    /** The same number, written otherwise. */
    String typedOtherwise(String e164, Dice dice) {
        boolean plain = dice.percent(50);
        return switch (this) {
            case JP -> plain ? "0" + e164.substring(3) : "+81 " + e164.substring(3, 5) + " " + e164.substring(5);
            case RU ->
                plain ? e164 : "+7 (" + e164.substring(2, 5) + ") " + e164.substring(5, 8) + "-" + e164.substring(8);
            case ES -> plain ? e164 : "+34-" + e164.substring(3, 6) + "-" + e164.substring(6);
            case GB ->
                plain ? e164 : "+44-" + e164.substring(3, 7) + "-" + e164.substring(7, 10) + "-" + e164.substring(10);
        };
    }

    /** In full-width digits, as Japanese keyboards give them. */
    String typedWide(String e164) {
        StringBuilder wide = new StringBuilder();
        typed(e164).chars().forEach(c -> wide.append((char) (c > ' ' && c < 127 ? c + ('！' - '!') : c)));
        return wide.toString();
    }

    /** A Russian number as it is dialled in Russia. */
    static String typedWithEight(String e164) {
        return "8 (" + e164.substring(2, 5) + ") " + e164.substring(5, 8) + "-" + e164.substring(8, 10) + "-"
                + e164.substring(10);
    }

    /** An address on a domain that belongs to nobody (RFC 2606), another for each slot and seed. */
    static String email(Name name, long slot, long seed, Dice dice) {
        String local = dice.percent(60) ? name.latinGiven() + "." + name.latinFamily() : name.latinFamily();
        return local + "." + tag(slot, seed) + "@" + dice.of(DOMAINS);
    }

    /** Letters and digits, others for each slot and seed. */
    static String tag(long slot, long seed) {
        return Long.toString(slot * 1009 + Math.floorMod(Dice.mix(seed), 1009L), 36);
    }

    /** A name such as companies of the country have. */
    String company(Dice dice) {
        String family = dice.of(words().families()).get(0);
        return switch (this) {
            case JP -> "株式会社" + family + dice.of(Words.JP_TRADES);
            case RU -> "ООО «" + dice.of(Words.RU_TRADES) + "-" + dice.of(Words.RU_WORDS) + "»";
            case ES -> dice.of(Words.ES_TRADES) + " " + family + " S.L.";
            case GB -> family + " " + dice.of(Words.GB_TRADES) + " Ltd";
        };
    }

    /** The same company, written otherwise. */
    String companyOtherwise(String company) {
        return switch (this) {
            case JP -> company.replace("株式会社", "（株）");
            case RU -> company.replace("«", "\"").replace("»", "\"");
            case ES -> company.replace(" S.L.", ", SL");
            case GB -> company.replace(" Ltd", " Limited");
        };
    }

    /** A tax id with right check digits, another for each slot below 10 million. */
    String taxId(long slot, long seed) {
        long at = scattered(slot, seed, 10_000_000);
        return switch (this) {
            case JP -> CheckDigits.corporateNumber("01001" + padded(at, 7));
            case RU -> CheckDigits.inn("77" + padded(at, 7));
            case ES -> CheckDigits.cif(padded(at, 7), 'B');
            case GB -> CheckDigits.vat(padded(at, 7));
        };
    }

    /** What a customer of the country thinks of a product. */
    String review(Dice dice) {
        return dice.of(words().reviews());
    }

    /** What a customer of the country asks a shop. */
    String question(Dice dice) {
        return dice.of(words().questions());
    }

    private static String digits(Dice dice, int count) {
        int limit = (int) Math.pow(10, count);
        return padded(dice.below(limit), count);
    }

    private static String padded(long number, int length) {
        String digits = Long.toString(number);
        return "0".repeat(length - digits.length()) + digits;
    }
}
