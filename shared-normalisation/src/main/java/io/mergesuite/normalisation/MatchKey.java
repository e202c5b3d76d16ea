package io.mergesuite.normalisation;

import java.util.Objects;
import java.util.Optional;

/**
 * A normalised value by which two records are held to be the same, written {@code email:hanako@example.jp}. Two typed
 * values are equal for ties and search when their keys are (CU-08); a value that makes no key equals nothing.
 */
public record MatchKey(Kind kind, String value) {

    /** What the key was made from. The prefixes are stored in databases and shown in the API, so they never change. */
    public enum Kind {
        PHONE("phone"),
        EMAIL("email"),
        NAME("name"),
        KANA("kana"),
        POSTAL_CODE("postal"),
        TAX_ID("tax");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** The part before the colon. */
        public String prefix() {
            return prefix;
        }
    }

    public MatchKey {
        Objects.requireNonNull(kind, "a match key needs a kind");
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("a match key needs a value");
        }
    }

    /** The key of an e-mail address: NFKC, lower case, no spaces. None unless something stands on both sides of one {@code @}. */
    public static Optional<MatchKey> ofEmail(String typed) {
        String text = Text.squeezed(typed);
        int at = text.indexOf('@');
        boolean address = at > 0 && at == text.lastIndexOf('@') && at < text.length() - 1;
        return address ? Optional.of(new MatchKey(Kind.EMAIL, text)) : Optional.empty();
    }

    /** The key of a person's name or a company's: family name first, NFKC, lower case, no spaces. */
    public static Optional<MatchKey> ofName(String familyName, String givenName) {
        return of(Kind.NAME, Text.squeezed(familyName) + Text.squeezed(givenName));
    }

    /** The key of a name's reading. Hiragana and half-width katakana count as full-width katakana, since people type either. */
    public static Optional<MatchKey> ofKana(String familyNameKana, String givenNameKana) {
        return of(Kind.KANA, Text.katakana(Text.squeezed(familyNameKana) + Text.squeezed(givenNameKana)));
    }

    /** The key of a postal code: its letters and digits, so that {@code 〒150-0001} is {@code 1500001}. */
    public static Optional<MatchKey> ofPostalCode(String typed) {
        return of(Kind.POSTAL_CODE, Text.lettersAndDigits(typed));
    }

    /** The key of a company's tax id: its letters and digits. Whether it is well-formed is another question ({@link TaxId}). */
    public static Optional<MatchKey> ofTaxId(String typed) {
        return of(Kind.TAX_ID, Text.lettersAndDigits(typed));
    }

    private static Optional<MatchKey> of(Kind kind, String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(new MatchKey(kind, value));
    }

    @Override
    public String toString() {
        return kind.prefix + ":" + value;
    }
}
