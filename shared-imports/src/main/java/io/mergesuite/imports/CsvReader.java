package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it, and goes on after what is broken (ADR 0006): a quote that is never closed costs its own line, not the
 * rest of the file. After a break the reader begins again on the next line, and until a sound row has come takes none that holds
 * a stray quote: it may be the tail of the broken one.
 *
 * <p>Rows are separated by LF, CR LF or CR; empty lines are passed over; a quote inside an unquoted cell is an ordinary character. Memory
 * is bounded by the longest row.
 */
final class CsvReader implements RowReader {

    private static final int END = -1;

    private final Reader reader;
    private final char delimiter;
    private final char quote;
    private final int longest;
    private final Charset charset;

    private char[] buffer = new char[1 << 16];
    /** Where the present row begins in the buffer. */
    private int start;
    /** The next character to look at. */
    private int at;
    /** The end of what was read. */
    private int limit;

    private boolean exhausted;
    /** The line on which {@link #at} stands. */
    private long line = 1;

    /** The header's number of cells; 0 until it is known. */
    private int width;
    /** The cells to hand out, by their place in the file; null: all of them. */
    private int[] projection;
    /** After a break, until a sound row has come. */
    private boolean recovering;

    // The row that is being read.
    private final List<String> cells = new ArrayList<>();
    private long rowLine;
    /** Where the row's second line begins, counted from {@link #start}, which moves with the buffer; -1: it has but one. */
    private int secondLine;

    /** Where the row ends, counted from {@link #start}; -1: it is too long to be kept. */
    private int rowEnd;

    private boolean undecodable;
    private boolean nul;
    private boolean strayQuote;

    /**
     * @param longest the longest row in characters
     * @param charset of the file, to name it where a row has bytes that are not in it
     */
    CsvReader(Reader reader, char delimiter, char quote, int longest, Charset charset) {
        this.reader = reader;
        this.delimiter = delimiter;
        this.quote = quote;
        this.longest = longest;
        this.charset = charset;
    }

    /** The delimiter of a header line: of comma, semicolon, tab and bar the one that is there most often outside quotes. */
    static char delimiterOf(CharSequence text, char quote) {
        String candidates = ",;\t|";
        int[] counts = new int[candidates.length()];
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                quoted = !quoted;
            } else if (!quoted) {
                if (c == '\n' || c == '\r') {
                    break;
                }
                int candidate = candidates.indexOf(c);
                if (candidate >= 0) {
                    counts[candidate]++;
                }
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return candidates.charAt(best);
    }

    /**
     * The first row, whose number of cells all others must have; null if the file has none.
     *
     * @throws Problem 422 if it is no row
     */
    List<String> header() throws IOException {
        if (!begin()) {
            return null;
        }
        Flaw flaw = read();
        if (flaw == null && nul) {
            flaw = new Flaw(null, "invalid-character", "it holds a NUL character");
        }
        if (flaw != null) {
            throw new Problem(ImportProblem.FILE_UNREADABLE, "line " + rowLine + " is no header: " + flaw.reason());
        }
        width = cells.size();
        return List.copyOf(cells);
    }

    /** Whether the header has bytes that are not in the character set. Only right after {@link #header()}. */
    boolean isUndecodable() {
        return undecodable;
    }

    /** Begins again with the first row as data. Only right after {@link #header()}. */
    void rewind() {
        at = start;
        line = rowLine;
    }

    /** From now on rows have only the cells at these places, in this order. */
    void project(int[] places) {
        projection = places.clone();
    }

    @Override
    public Row next() throws IOException {
        if (!begin()) {
            return null;
        }
        Flaw flaw = read();
        if (flaw == null && cells.size() != width) {
            flaw = new Flaw(null, "wrong-column-count", cells.size() + " cells, where the header has " + width);
        } else if (flaw == null && recovering && strayQuote) {
            flaw = new Flaw(null, "broken-quote", "the line may be the end of the broken row before it");
        }
        List<String> values = projected();
        boolean onlyFirstLine = flaw != null && secondLine >= 0;
        if (onlyFirstLine) {
            rowEnd = secondLine;
        }
        String sent = sent();
        if (flaw == null) {
            recovering = false;
            if (undecodable) {
                flaw = Decoding.undecodable(charset);
            } else if (nul) {
                flaw = new Flaw(null, "invalid-character", "the line holds a NUL character");
            }
        } else if (onlyFirstLine) {
            // The row spans lines and is no row: perhaps only its first line is at fault.
            recovering = true;
            at = start + secondLine;
            line = rowLine + 1;
        } else {
            recovering |= strayQuote;
        }
        return flaw == null ? new Row.Cells(rowLine, values, sent) : new Row.Broken(rowLine, values, flaw, sent);
    }

    /** The row as it stands in the file, without its line end; null if it is too long. */
    String sent() {
        if (rowEnd < 0) {
            return null;
        }
        int end = start + rowEnd;
        while (end > start && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r')) {
            end--;
        }
        return new String(buffer, start, end - start);
    }

    private List<String> projected() {
        int count = projection == null ? cells.size() : projection.length;
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            int place = projection == null ? i : projection[i];
            if (place < cells.size()) {
                String cell = cells.get(place);
                values[i] = cell.indexOf(Decoding.UNDECODABLE) >= 0 || cell.indexOf('\0') >= 0 ? null : cell;
            }
        }
        return Arrays.asList(values);
    }

    /** Passes over empty lines; whether there is a row. */
    private boolean begin() throws IOException {
        start = at;
        while (true) {
            int c = peek();
            if (c == END) {
                return false;
            }
            if (c != '\n' && c != '\r') {
                break;
            }
            lineBreak();
            start = at;
        }
        cells.clear();
        rowLine = line;
        secondLine = -1;
        rowEnd = -1;
        undecodable = false;
        nul = false;
        strayQuote = false;
        return true;
    }

    /** Reads one row into {@link #cells}; what is wrong with its form, or null. */
    private Flaw read() throws IOException {
        while (true) {
            Flaw flaw = peek() == quote ? quoted() : unquoted();
            if (flaw != null) {
                if (secondLine < 0) {
                    skipLine();
                }
                return flaw;
            }
            int c = peek();
            if (c == delimiter) {
                at++;
                continue;
            }
            rowEnd = at - start;
            if (c != END) {
                lineBreak();
            }
            return null;
        }
    }

    private Flaw unquoted() throws IOException {
        int from = at - start;
        while (true) {
            if (at == limit && !fill()) {
                break;
            }
            char c = buffer[at];
            if (c == delimiter || c == '\n' || c == '\r') {
                break;
            }
            note(c);
            if (c == quote) {
                strayQuote = true;
            }
            at++;
            if (at - start > longest) {
                return tooLong();
            }
        }
        cells.add(new String(buffer, start + from, at - start - from));
        return null;
    }

    private Flaw quoted() throws IOException {
        at++;
        int from = at - start;
        StringBuilder parts = null;
        while (true) {
            if (at == limit && !fill()) {
                return new Flaw(null, "unclosed-quote", "a quoted cell is never closed");
            }
            if (at - start > longest) {
                return secondLine < 0 ? tooLong() : new Flaw(null, "unclosed-quote", "a quoted cell is not closed");
            }
            char c = buffer[at];
            if (c == quote) {
                String part = new String(buffer, start + from, at - start - from);
                at++;
                if (peek() == quote) {
                    parts = parts == null ? new StringBuilder() : parts;
                    parts.append(part).append(quote);
                    at++;
                    from = at - start;
                    continue;
                }
                cells.add(parts == null ? part : parts.append(part).toString());
                break;
            }
            note(c);
            if (c == '\n' || c == '\r') {
                lineBreak();
                if (secondLine < 0) {
                    secondLine = at - start;
                }
            } else {
                at++;
            }
        }
        int c = peek();
        if (c != END && c != delimiter && c != '\n' && c != '\r') {
            return new Flaw(null, "broken-quote", "text follows a closing quote");
        }
        return null;
    }

    private Flaw tooLong() {
        return new Flaw(null, "too-long", "the row is longer than " + longest + " characters");
    }

    private void note(char c) {
        if (c == Decoding.UNDECODABLE) {
            undecodable = true;
        } else if (c == 0) {
            nul = true;
        }
    }

    private void lineBreak() throws IOException {
        char c = buffer[at];
        at++;
        if (c == '\r' && peek() == '\n') {
            at++;
        }
        line++;
    }

    /** To the next line. The rest of a line may be of any length: one that is too long is not kept. */
    private void skipLine() throws IOException {
        boolean kept = at - start <= longest;
        while (true) {
            int c = peek();
            if (c == END || c == '\n' || c == '\r') {
                rowEnd = kept ? at - start : -1;
                if (c != END) {
                    lineBreak();
                }
                return;
            }
            at++;
            kept = kept && at - start <= longest;
            if (!kept) {
                start = at;
            }
        }
    }

    private int peek() throws IOException {
        return at < limit || fill() ? buffer[at] : END;
    }

    /** Reads on, keeping the row from {@link #start}; false at the end of the file. */
    private boolean fill() throws IOException {
        if (exhausted) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            at -= start;
            limit -= start;
            start = 0;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = reader.read(buffer, limit, buffer.length - limit);
        if (read <= 0) {
            exhausted = true;
            return false;
        }
        limit += read;
        return true;
    }
}
