package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** From stored bytes to characters: gzip is unpacked, a byte-order mark obeyed, what can't be decoded marked. */
final class Decoding {

    /**
     * Stands for bytes that are not in the character set. It is no character (and not U+FFFD, which a file may rightly hold),
     * so a row with it is known to be damaged and comes back, instead of going in with the damage.
     */
    static final char UNDECODABLE = '\uFFFF';

    /** What a stream that breaks means: all else that is not in the character set is marked. */
    static final String BROKEN = "its gzip data are damaged or end too early";

    private static final int BUFFER = 1 << 16;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] OLD_WORKBOOK = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0};

    private Decoding() {}

    /** The unpacked bytes: gzip is told by its first two bytes. */
    static InputStream unpacked(InputStream stored) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(stored, 2);
        byte[] magic = ahead.readNBytes(2);
        ahead.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(ahead, BUFFER) : ahead;
    }

    /** The characters, and what tells whether they are the right ones. */
    static final class Decoded {
        private final Reader reader;
        private final Charset charset;
        private final byte[] begin;

        private Decoded(Reader reader, Charset charset, byte[] begin) {
            this.reader = reader;
            this.charset = charset;
            this.begin = begin;
        }

        Reader reader() {
            return reader;
        }

        Charset charset() {
            return charset;
        }

        /** @throws Problem 422 if most of what can tell of these first characters is not in the character set */
        void check(String characters) {
            CharacterSet.check(characters, begin, charset);
        }

        /** What matters of the file is not in its character set. */
        Problem undecodable() {
            return CharacterSet.undecodable(charset, begin);
        }
    }

    /**
     * Decodes a file, without its byte-order mark.
     *
     * @param named by the sender; null: by nobody
     * @throws Problem 422 if it is no text, or not in that character set
     */
    static Decoded decoded(InputStream unpacked, Charset named) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(unpacked, CharacterSet.SAMPLE);
        byte[] begin = ahead.readNBytes(CharacterSet.SAMPLE);
        if (begins(begin, ZIP) || begins(begin, OLD_WORKBOOK)) {
            throw new Problem(
                    ImportProblem.FILE_UNREADABLE, "the file is a ZIP archive or a workbook: save it as CSV or NDJSON");
        }
        Charset used = CharacterSet.of(begin, named);
        int mark = CharacterSet.markLength(begin, used);
        ahead.unread(begin, mark, begin.length - mark);
        CharsetDecoder decoder = used.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(UNDECODABLE));
        Reader reader = new InputStreamReader(ahead, decoder);
        return new Decoded(used.name().startsWith("ISO-8859") ? new WithoutControls(reader) : reader, used, begin);
    }

    /** What is wrong with a line that has a mark. */
    static Flaw undecodable(Charset charset) {
        return new Flaw(
                null,
                "undecodable",
                "the line has bytes that are not in " + charset.name()
                        + "; if the file is in another character set, name it as charset");
    }

    private static boolean begins(byte[] begin, byte[] magic) {
        return begin.length >= magic.length && Arrays.equals(begin, 0, magic.length, magic, 0, magic.length);
    }

    /**
     * ISO-8859 takes any byte, and 80 to 9F for control characters that no text has: they are letters and dashes of windows-125x.
     */
    private static final class WithoutControls extends FilterReader {

        WithoutControls(Reader reader) {
            super(reader);
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            for (int i = offset; i < offset + count; i++) {
                if (target[i] >= '\u0080' && target[i] <= '\u009f') {
                    target[i] = UNDECODABLE;
                }
            }
            return count;
        }
    }
}
