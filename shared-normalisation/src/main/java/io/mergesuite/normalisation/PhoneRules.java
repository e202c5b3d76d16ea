package io.mergesuite.normalisation;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Objects;
import java.util.Optional;

/**
 * How a shop reads phone numbers (CU-08).
 *
 * @param region ISO 3166-1 alpha-2, the home of numbers without a country code
 * @param replaceLeading8 the digit that takes the place of a leading 8 in numbers of more than ten digits without
 *     {@code +}; null to leave the 8, and then such a number is its own key and never ties with {@code +7}
 */
public record PhoneRules(String region, Character replaceLeading8) {

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final int LONGEST_WITHOUT_TRUNK_8 = 10;

    public PhoneRules {
        Objects.requireNonNull(region, "phone rules need a region");
        if (replaceLeading8 != null && (replaceLeading8 < '0' || replaceLeading8 > '9')) {
            throw new IllegalArgumentException("what replaces a leading 8 is one digit");
        }
    }

    /** Whether numbers of this region can be read: an ISO 3166-1 alpha-2 code that the numbering plans know. */
    public static boolean knowsRegion(String region) {
        return NUMBERS.getSupportedRegions().contains(region);
    }

    /** The key of a number in any typing; none for an invalid number. */
    public Optional<MatchKey> key(String typed) {
        String number = digitsAndLeadingPlus(typed);
        if (startsWithTrunk8(number)) {
            return replaceLeading8 == null
                    ? Optional.of(new MatchKey(MatchKey.Kind.PHONE, number))
                    : valid("+" + replaceLeading8 + number.substring(1)).map(PhoneRules::asKey);
        }
        return valid(number).map(PhoneRules::asKey);
    }

    /** The number in E.164, where it is valid. */
    public Optional<String> e164(String typed) {
        return key(typed).map(MatchKey::value).filter(key -> key.startsWith("+"));
    }

    private static MatchKey asKey(String e164) {
        return new MatchKey(MatchKey.Kind.PHONE, e164);
    }

    private static boolean startsWithTrunk8(String number) {
        return number.length() > LONGEST_WITHOUT_TRUNK_8 && number.charAt(0) == '8';
    }

    private Optional<String> valid(String number) {
        try {
            PhoneNumber parsed = NUMBERS.parse(number, region);
            return NUMBERS.isValidNumber(parsed)
                    ? Optional.of(NUMBERS.format(parsed, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty(); // what can't be read is no number
        }
    }

    private static String digitsAndLeadingPlus(String typed) {
        StringBuilder number = new StringBuilder();
        Text.nfkc(typed).codePoints().forEach(c -> {
            if (Character.isDigit(c)) {
                number.append(Character.digit(c, 10));
            } else if (c == '+' && number.isEmpty()) {
                number.append('+');
            }
        });
        return number.toString();
    }
}
