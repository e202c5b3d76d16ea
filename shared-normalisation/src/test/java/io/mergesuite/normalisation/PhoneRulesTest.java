package io.mergesuite.normalisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CU-08: the key of a phone number")
class PhoneRulesTest {

    private static final PhoneRules JAPAN = new PhoneRules("JP", null);
    private static final PhoneRules RUSSIA = new PhoneRules("RU", '7');
    private static final PhoneRules RUSSIA_KEEPS_8 = new PhoneRules("RU", null);

    @Test
    void isTheSameInAnyTyping() {
        for (String typed :
                List.of("090-1234-5678", "０９０−１２３４−５６７８", "(090) 1234 5678", "+81 90-1234-5678", "+81(0)9012345678")) {
            assertEquals(Optional.of("+819012345678"), JAPAN.e164(typed), typed);
        }
    }

    @Test
    void replacesALeading8OnlyWithoutPlusAndAboveTenDigits() {
        assertEquals(Optional.of("+79123456789"), RUSSIA.e164("8 (912) 345-67-89"));
        assertEquals(Optional.of("+79123456789"), RUSSIA.e164("+7 912 345-67-89"));
        assertEquals(Optional.of("+84912345678"), RUSSIA.e164("+84 912 345 678"));
        assertEquals(Optional.of("+78123456789"), RUSSIA.e164("8123456789"), "ten digits: the region decides");
    }

    @Test
    void anUnreplacedLeading8IsItsOwnKeyAndNeverTiesWithPlus7() {
        Optional<MatchKey> kept = RUSSIA_KEEPS_8.key("8 (912) 345-67-89");
        assertEquals(Optional.of(new MatchKey(MatchKey.Kind.PHONE, "89123456789")), kept);
        assertEquals(Optional.empty(), RUSSIA_KEEPS_8.e164("8 (912) 345-67-89"));
        assertNotEquals(RUSSIA_KEEPS_8.key("+7 912 345-67-89"), kept);
    }

    @Test
    void anInvalidNumberMakesNoKey() {
        for (String typed : List.of("000-0000-0000", "", "   ", "+", "12", "内線12", "no number", "+999 123 456 789")) {
            assertEquals(Optional.empty(), JAPAN.key(typed), typed);
        }
        assertEquals(Optional.empty(), JAPAN.key(null));
        assertEquals(Optional.empty(), RUSSIA.key("8 000 000-00-00"));
    }

    @Test
    void onlyADigitReplacesThe8() {
        assertThrows(IllegalArgumentException.class, () -> new PhoneRules("RU", 'x'));
    }

    @Property
    @Label("CU-08: every way of writing an example number gives one key, and the key is its own key")
    void writingDoesNotMatter(@ForAll("examples") PhoneNumber number, @ForAll("separators") String separator) {
        PhoneRules rules = new PhoneRules(PhoneNumberUtil.getInstance().getRegionCodeForNumber(number), '7');
        String e164 = PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.E164);
        String spaced = String.join(separator, e164.split("(?<=\\G.{3})"));
        assertEquals(Optional.of(e164), rules.e164(spaced));
        assertEquals(rules.key(e164), rules.key(rules.key(e164).orElseThrow().value()));
    }

    @Property
    void neverThrowsWhateverIsTyped(@ForAll String typed) {
        JAPAN.key(typed);
        RUSSIA.key(typed);
        RUSSIA_KEEPS_8.key(typed);
    }

    @Provide
    Arbitrary<PhoneNumber> examples() {
        List<PhoneNumber> valid = new ArrayList<>();
        for (String region : PhoneNumberUtil.getInstance().getSupportedRegions()) {
            PhoneNumber example = PhoneNumberUtil.getInstance().getExampleNumber(region);
            if (example != null && PhoneNumberUtil.getInstance().isValidNumber(example)) {
                valid.add(example);
            }
        }
        return Arbitraries.of(valid);
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of("", " ", "-", "　", ".", " (", "/");
    }
}
