package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * In which character set a file is: what its byte-order mark says, else what the sender named, else UTF-8. Nothing is guessed; but where
 * the file's begin shows that it can't be what was named, the file is refused before anything is stored (ADR 0006).
 */
final class CharacterSet {

    /** How much of a file is looked at, in bytes. */
    static final int SAMPLE = 1 << 16;

    /** What shows that bytes are UTF-8: so many of its trail bytes and none out of place happen in no other text. */
    private static final int TRAILS_OF_UTF_8 = 6;

    /** Two bytes of which neither is ASCII nor a letter of windows-1251 or -1252, yet always a character of Shift_JIS. */
    private static final int PAIRS_OF_SHIFT_JIS = 3;

    private static final int WIDE_BLANKS = 4;
    private static final int LINES = 3;

    /** What Windows writes and calls Shift_JIS; it has what names need beyond the standard, such as U+9AD9. */
    private static final Charset SHIFT_JIS = Charset.forName("windows-31j");

    private CharacterSet() {}

    /**
     * By its name. Shift_JIS is read as windows-31j, which holds it.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Charset named(String name) {
        Charset charset = Charset.forName(name);
        if (!charset.canEncode()) {
            throw new IllegalArgumentException(name + " stands for several");
        }
        return charset.name().equals("Shift_JIS") ? SHIFT_JIS : charset;
    }

    /**
     * The character set of a file.
     *
     * @param begin its first bytes, unpacked, at most {@value #SAMPLE}
     * @param named by the sender; null: by nobody
     * @throws Problem 422 {@code charset-wrong}
     */
    static Charset of(byte[] begin, Charset named) {
        if (named != null && named.name().startsWith("UTF-32")) {
            return named;
        }
        Charset marked = marked(begin);
        if (marked != null) {
            return marked;
        }
        Charset used = named == null ? StandardCharsets.UTF_8 : named;
        if (isIso2022Jp(begin)
                && !used.name().startsWith("ISO-2022")
                && !used.name().startsWith("x-windows-iso2022")) {
            throw wrong(used, "ISO-2022-JP");
        }
        Charset wide = wide(begin);
        if (used.name().startsWith("UTF-16")) {
            return ofWide(begin, used, wide);
        }
        if (wide != null) {
            throw wrong(used, wide.name());
        }
        if (!used.equals(StandardCharsets.UTF_8) && isUtf8(begin)) {
            throw wrong(used, "UTF-8");
        }
        if (used.newEncoder().maxBytesPerChar() == 1 && isShiftJis(begin)) {
            throw wrong(used, "Shift_JIS");
        }
        return used;
    }

    /** How many bytes of a byte-order mark are to be passed over. */
    static int markLength(byte[] begin, Charset used) {
        return !used.equals(marked(begin)) ? 0 : used.equals(StandardCharsets.UTF_8) ? 3 : 2;
    }

    /**
     * Refuses a file of which most lines that could tell are undecodable. A line here or there is damaged and comes back by itself;
     * but a file in another character set would go in by those of its lines that happen to be decodable.
     *
     * @param begin the first characters
     * @throws Problem 422 {@code charset-wrong}
     */
    static void check(String begin, byte[] bytes, Charset used) {
        List<String> telling = begin.lines()
                .filter(line -> line.chars().anyMatch(c -> c > 0x7f))
                .toList();
        long damaged = telling.stream()
                .filter(line -> line.indexOf(Decoding.UNDECODABLE) >= 0)
                .count();
        if (damaged >= LINES && damaged * 2 > telling.size()) {
            throw undecodable(used, bytes);
        }
    }

    /** The file has bytes where they matter that are not in its character set. */
    static Problem undecodable(Charset used, byte[] begin) {
        return isShiftJis(begin)
                ? wrong(used, "Shift_JIS")
                : new Problem(
                        ImportProblem.CHARSET_WRONG,
                        "the file has bytes that are not in " + used.name()
                                + ": name its character set in the mapping, such as Shift_JIS or windows-1251");
    }

    private static Problem wrong(Charset used, String looksLike) {
        return new Problem(
                ImportProblem.CHARSET_WRONG,
                "the file is not in " + used.name() + ": its bytes are those of " + looksLike
                        + "; name it in the mapping as charset");
    }

    private static Charset marked(byte[] begin) {
        if (begin.length >= 3 && at(begin, 0) == 0xef && at(begin, 1) == 0xbb && at(begin, 2) == 0xbf) {
            return StandardCharsets.UTF_8;
        }
        int mark = begin.length < 2 ? 0 : at(begin, 0) << 8 | at(begin, 1);
        return mark == 0xfffe ? StandardCharsets.UTF_16LE : mark == 0xfeff ? StandardCharsets.UTF_16BE : null;
    }

    /** UTF-16 has a blank byte in each delimiter and line end, and of plain {@code UTF-16} they tell the order. */
    private static Charset ofWide(byte[] begin, Charset used, Charset wide) {
        boolean narrow = begin.length > 0 && blanks(begin, 0) + blanks(begin, 1) == 0;
        if (narrow) {
            throw wrong(used, isShiftJis(begin) ? "Shift_JIS" : "UTF-8 or of another set of single bytes");
        }
        if (used.equals(StandardCharsets.UTF_16)) {
            return wide == null ? StandardCharsets.UTF_16BE : wide;
        }
        if (wide != null && !wide.equals(used)) {
            throw wrong(used, wide.name());
        }
        return used;
    }

    /** UTF-16 without a mark is told by blank bytes that are all on one side; null: it is not that. */
    private static Charset wide(byte[] begin) {
        long even = blanks(begin, 0);
        long odd = blanks(begin, 1);
        if (Math.min(even, odd) > 0 || even + odd < WIDE_BLANKS || (even + odd) * 20 < begin.length) {
            return null;
        }
        return odd > 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }

    private static long blanks(byte[] begin, int from) {
        long blanks = 0;
        for (int i = from; i < begin.length; i += 2) {
            blanks += begin[i] == 0 ? 1 : 0;
        }
        return blanks;
    }

    /** Its escapes are ASCII, so it would pass for UTF-8. */
    private static boolean isIso2022Jp(byte[] begin) {
        for (int i = 0; i + 2 < begin.length; i++) {
            if (begin[i] == 0x1b && begin[i + 1] == '$' && (begin[i + 2] == 'B' || begin[i + 2] == '@')) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] begin) {
        int trails = 0;
        for (byte b : begin) {
            trails += (b & 0xc0) == 0x80 ? 1 : 0;
        }
        return trails >= TRAILS_OF_UTF_8 && isDecodable(begin, StandardCharsets.UTF_8);
    }

    private static boolean isShiftJis(byte[] begin) {
        int pairs = 0;
        boolean trail = false;
        for (int i = 0; i < begin.length; i++) {
            int lead = at(begin, i);
            boolean before = !trail;
            trail = before && (lead >= 0xe0 || (lead > 0x80 && lead < 0xa0));
            if (trail && lead < 0xa0 && i + 1 < begin.length && at(begin, i + 1) >= 0x80) {
                pairs++;
            }
        }
        return pairs >= PAIRS_OF_SHIFT_JIS && isDecodable(begin, SHIFT_JIS);
    }

    /** Up to a character that the end of the sample may cut. */
    private static boolean isDecodable(byte[] begin, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(ByteBuffer.wrap(begin), CharBuffer.allocate(begin.length + 1), false);
        return !result.isError();
    }

    private static int at(byte[] bytes, int place) {
        return bytes[place] & 0xff;
    }
}
