package io.mergesuite.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
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

    private Decoding() {}

    /** The unpacked bytes: gzip is told by its first two bytes. */
    static InputStream unpacked(InputStream stored) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(stored, 2);
        byte[] magic = ahead.readNBytes(2);
        ahead.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(ahead, BUFFER) : ahead;
    }

    /**
     * The characters.
     *
     * @param charset null: what the byte-order mark says, else UTF-8
     */
    static Reader decoded(InputStream unpacked, Charset charset) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(unpacked, 3);
        byte[] mark = ahead.readNBytes(3);
        Charset marked = null;
        int length = 0;
        if (mark.length == 3 && (mark[0] & 0xff) == 0xef && (mark[1] & 0xff) == 0xbb && (mark[2] & 0xff) == 0xbf) {
            marked = StandardCharsets.UTF_8;
            length = 3;
        } else if (mark.length >= 2 && (mark[0] & 0xff) == 0xff && (mark[1] & 0xff) == 0xfe) {
            marked = StandardCharsets.UTF_16LE;
            length = 2;
        } else if (mark.length >= 2 && (mark[0] & 0xff) == 0xfe && (mark[1] & 0xff) == 0xff) {
            marked = StandardCharsets.UTF_16BE;
            length = 2;
        }
        boolean obey = marked != null && (charset == null || isSameFamily(charset, marked));
        ahead.unread(mark, obey ? length : 0, mark.length - (obey ? length : 0));
        Charset used = obey ? marked : charset == null ? StandardCharsets.UTF_8 : charset;
        CharsetDecoder decoder = used.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(UNDECODABLE));
        return new InputStreamReader(ahead, decoder);
    }

    /** In any other character set the bytes of a mark are ordinary characters. */
    private static boolean isSameFamily(Charset named, Charset marked) {
        return named.equals(marked)
                || (named.name().startsWith("UTF-16") && marked.name().startsWith("UTF-16"));
    }
}
