package io.mergesuite.normalisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CU-08: keys of e-mails, names, postal codes and tax ids")
class MatchKeyTest {

    @Test
    void emailsDifferNeitherByCaseNorBySpacesNorByWidth() {
        for (String typed :
                List.of("Hanako@Example.JP", " hanako@example.jp ", "ｈａｎａｋｏ＠example．jp", "hanako @ example.jp")) {
            assertEquals(
                    "email:hanako@example.jp",
                    MatchKey.ofEmail(typed).orElseThrow().toString(),
                    typed);
        }
    }

    @Test
    void whatIsNoAddressMakesNoKey() {
        for (String typed : List.of("", " ", "hanako", "@example.jp", "hanako@", "a@b@c")) {
            assertEquals(Optional.empty(), MatchKey.ofEmail(typed), typed);
        }
        assertEquals(Optional.empty(), MatchKey.ofEmail(null));
    }

    @Test
    void namesDifferNeitherByCaseNorBySpacesNorByWidth() {
        assertEquals(MatchKey.ofName("山田", "花子"), MatchKey.ofName("山田　", " 花子"));
        assertEquals(MatchKey.ofName("SMITH", "Bob"), MatchKey.ofName("Ｓｍｉｔｈ", "bob "));
        assertEquals("kana:ヤマダハナコ", MatchKey.ofKana("やまだ", "ﾊﾅｺ").orElseThrow().toString());
        assertEquals(Optional.empty(), MatchKey.ofName(null, " "));
    }

    @Test
    void postalCodesAreTheirLettersAndDigits() {
        assertEquals(MatchKey.ofPostalCode("〒150-0001"), MatchKey.ofPostalCode("１５００００１"));
        assertEquals(
                "postal:sw1a1aa",
                MatchKey.ofPostalCode("SW1A 1AA").orElseThrow().toString());
    }

    @Property
    void aKeyIsItsOwnKey(@ForAll @StringLength(max = 40) String typed) {
        MatchKey.ofName(typed, null).ifPresent(key -> assertEquals(Optional.of(key), MatchKey.ofName(key.value(), "")));
        MatchKey.ofKana(typed, null).ifPresent(key -> assertEquals(Optional.of(key), MatchKey.ofKana(key.value(), "")));
        MatchKey.ofEmail(typed).ifPresent(key -> assertEquals(Optional.of(key), MatchKey.ofEmail(key.value())));
        MatchKey.ofTaxId(typed).ifPresent(key -> assertEquals(Optional.of(key), MatchKey.ofTaxId(key.value())));
    }

    @Property
    void asciiCaseNeverMatters(@ForAll @AlphaChars @StringLength(min = 1, max = 30) String typed) {
        assertEquals(MatchKey.ofName(typed, null), MatchKey.ofName(typed.toUpperCase(Locale.ROOT), null));
    }

    @Test
    @DisplayName("CU-01: a Russian INN is checked by its checksum")
    void innOfOrganisationsAndPersons() {
        assertTrue(TaxId.isInn("7707083893"));
        assertTrue(TaxId.isInn("7707 083893"));
        assertTrue(TaxId.isInn("500100732259"));
        assertFalse(TaxId.isInn("7707083894"));
        assertFalse(TaxId.isInn("500100732258"));
        assertFalse(TaxId.isInn("50010073225"));
        assertFalse(TaxId.isInn("770708389X"));
        assertFalse(TaxId.isInn(null));
    }

    @Property
    @Label("CU-01: one wrong digit of an INN is noticed, nearly always")
    void exactlyOneCheckDigitFitsNineDigits(@ForAll @LongRange(min = 0, max = 999_999_999) long body) {
        long right = IntStream.range(0, 10)
                .filter(check -> TaxId.isInn("%09d%d".formatted(body, check)))
                .count();
        assertEquals(1, right);
    }
}
