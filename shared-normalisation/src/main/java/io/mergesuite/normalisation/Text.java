package io.mergesuite.normalisation;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The steps that all keys share. */
final class Text {

    private static final int HIRAGANA_TO_KATAKANA = 'ァ' - 'ぁ';

    private Text() {}

    /** NFKC (which also narrows full-width letters and widens half-width kana), lower case, without any white space. */
    static String squeezed(String typed) {
        return keep(typed, c -> !isSpace(c));
    }

    static String lettersAndDigits(String typed) {
        return keep(typed, Character::isLetterOrDigit);
    }

    static String katakana(String text) {
        StringBuilder kana = new StringBuilder(text.length());
        text.chars()
                .map(c -> (c >= 'ぁ' && c <= 'ゖ') || c == 'ゝ' || c == 'ゞ' ? c + HIRAGANA_TO_KATAKANA : c)
                .forEach(c -> kana.append((char) c));
        return kana.toString();
    }

    static String nfkc(String typed) {
        return typed == null ? "" : Normalizer.normalize(typed, Normalizer.Form.NFKC);
    }

    private static String keep(String typed, IntPredicate wanted) {
        // Lower-casing can undo NFKC (İ becomes i and a combining dot), and dropping a character can bring two together
        // that compose; the last pass makes a key of a key the key itself.
        String lower = nfkc(typed).toLowerCase(Locale.ROOT);
        StringBuilder kept = new StringBuilder(lower.length());
        lower.codePoints().filter(wanted).forEach(kept::appendCodePoint);
        return nfkc(kept.toString());
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }
}
