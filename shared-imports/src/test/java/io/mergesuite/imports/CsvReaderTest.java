package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.api.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broken line costs itself and no other (CU-07). */
class CsvReaderTest {

    private static final String MAPPING = """
            {"delimiter": ",", "fields": {"externalRef": "a", "currency": "b"}}""";

    @Test
    void quotedCellsHoldDelimitersQuotesAndLineBreaks() {
        assertEquals(
                List.of(
                        "{'externalRef':'x,\\n y','currency':'5\\' z'}",
                        "{'externalRef':'7\\'','currency':'ok'}",
                        "{'externalRef':'last'}"),
                read("a,b\r\n\"x,\n y\",\"5\"\" z\"\r\n\n7\",ok\nlast,"));
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsOwnLine() {
        assertEquals(
                List.of(
                        "3 null unclosed-quote",
                        "{'externalRef':'1','currency':'x'}",
                        "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1,x\n\"2,y\n3,z\n"));
        // The next quote would close it
        assertEquals(
                List.of(
                        "3 null broken-quote",
                        "{'externalRef':'1','currency':'x'}",
                        "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1,x\n\"2,y\n\"3\",z\n"));
    }

    @Test
    void textBehindAClosingQuoteIsBroken() {
        assertEquals(
                List.of("2 null broken-quote", "{'externalRef':'3','currency':'z'}"), read("a,b\n\"1\"x,y\n3,z\n"));
    }

    @Test
    @DisplayName("the tail of a broken row is not taken for a row, though it has as many cells")
    void theTailOfABrokenRowIsNoRow() {
        assertEquals(
                List.of("2 null broken-quote", "3 null broken-quote", "{'externalRef':'3','currency':'z'}"),
                read("a,b\n\"1\n2\"z,b\n3,z\n"));
        assertEquals(
                List.of("2 null wrong-column-count", "3 null broken-quote", "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1,\"x\ny\",EXTRA\n3,z\n"));
    }

    @Test
    void aRowNeedsAsManyCellsAsTheHeader() {
        assertEquals(
                List.of("2 null wrong-column-count", "4 null wrong-column-count", "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1\n3,z\n1,2,3\n"));
    }

    @Test
    void nulsAndUndecodableBytesComeBack() {
        assertEquals(
                List.of("2 null invalid-character", "{'externalRef':'3','currency':'z'}"), read("a,b\n1,\0x\n3,z\n"));
        byte[] latin = "a,b\n1,caf\u00e9\n3,z\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("2 null undecodable", "{'externalRef':'3','currency':'z'}"), Reading.of(latin, MAPPING));
        assertEquals(
                List.of("{'externalRef':'1','currency':'caf\u00e9'}", "{'externalRef':'3','currency':'z'}"),
                Reading.of(latin, MAPPING.replaceFirst("\\{", "{\"charset\": \"windows-1252\", ")));
        // A replacement character that is in the file was somebody else's decision
        assertEquals(List.of("{'externalRef':'1','currency':'\ufffd'}"), read("a,b\n1,\ufffd\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aByteOrderMarkIsObeyed(String charset) {
        byte[] file = "\ufeffa,b\n1,\u65e5\u672c\n".getBytes(Charset.forName(charset));
        assertEquals(List.of("{'externalRef':'1','currency':'\u65e5\u672c'}"), Reading.of(file, MAPPING));
    }

    @Test
    void shiftJisIsNamed() {
        byte[] file = "a,b\n1,\u5c71\u7530\u82b1\u5b50\n".getBytes(Charset.forName("Shift_JIS"));
        assertEquals(
                List.of("{'externalRef':'1','currency':'\u5c71\u7530\u82b1\u5b50'}"),
                Reading.of(file, MAPPING.replaceFirst("\\{", "{\"charset\": \"Shift_JIS\", ")));
    }

    @Test
    void gzipIsUnpackedAndOneThatBreaksOffIsSaidSo() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder("a,b\n");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            text.append(i).append(',').append(random.nextInt()).append('\n');
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(20_000, Reading.of(packed.toByteArray(), MAPPING).size());
        byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() * 9 / 10);
        List<String> read = Reading.of(cut, MAPPING);
        assertEquals("broken: Unexpected end of ZLIB input stream", read.getLast());
    }

    @Test
    void aHugeCellCostsItsLineAndLittleMemory() {
        assertEquals(
                List.of("2 null too-long", "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1," + "x".repeat(5_000_000) + "\n3,z\n"));
        assertEquals(
                List.of("2 null too-long", "{'externalRef':'3','currency':'z'}"),
                read("a,b\n1,\"" + "x".repeat(100_000) + "\"\n3,z\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "\ufeff", "  \n"})
    void anEmptyFileIsRefused(String file) {
        assertEquals(
                ImportProblem.FILE_EMPTY,
                assertThrows(Problem.class, () -> read(file)).type());
    }

    @Test
    void aHeaderAloneIsAnImportOfNothing() {
        assertEquals(List.of(), read("a,b"));
    }

    @Test
    @DisplayName("whatever is cut, swapped or put in, reading ends, and reading again gives the same")
    void damagedFilesAreReadToTheEnd() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab,\"\"\n\r;x\0\uffff";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder file = new StringBuilder("a,b\n");
            int length = random.nextInt(200);
            for (int i = 0; i < length; i++) {
                file.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertEquals(rows(file.toString()), rows(file.toString()), () -> "seed " + seed);
        }
    }

    @Test
    @DisplayName("what is written as RFC 4180 says is read back, wherever the buffer ends")
    void whatIsWrittenIsReadBack() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            StringBuilder file = new StringBuilder("a,b\n");
            List<List<String>> written = new ArrayList<>();
            for (int row = 0; row < 200; row++) {
                List<String> cells = List.of(cell(random), cell(random));
                written.add(cells);
                cells.forEach(cell ->
                        file.append('"').append(cell.replace("\"", "\"\"")).append("\","));
                file.setCharAt(file.length() - 1, '\n');
            }
            CsvReader reader =
                    new CsvReader(new Dripping(file.toString(), random), ',', '"', 10_000, StandardCharsets.UTF_8);
            reader.header();
            StringBuilder sent = new StringBuilder(reader.sent()).append('\n');
            List<List<String>> read = new ArrayList<>();
            for (Row row = reader.next(); row != null; row = reader.next()) {
                read.add(((Row.Cells) row).values());
                sent.append(row.sent()).append('\n');
            }
            assertEquals(written, read, () -> "seed " + seed);
            assertEquals(file.toString(), sent.toString(), () -> "seed " + seed);
        }
    }

    @Test
    @DisplayName("CU-07: a row that is none comes back as it was sent, one that is too long without its text")
    void brokenRowsAreKeptAsTheyWereSent() throws IOException {
        String tooLong = "x".repeat(60);
        assertEquals(
                Arrays.asList(
                        "2 1,\"x\"y",
                        "3 1,2,3",
                        "4 1,ok",
                        "5 null",
                        "6 \"never,",
                        "7 closed",
                        "8 1,\"a\nb\"",
                        "10 1,\"cut"),
                rows("a,b\r1,\"x\"y\r1,2,3\n1,ok\r\n1," + tooLong + "\n\"never,\nclosed\n1,\"a\nb\"\r\n1,\"cut")
                        .stream()
                        .map(row -> row.line() + " " + row.sent())
                        .toList());
    }

    @Test
    @DisplayName("CU-07: lines ended by CR alone, and a last one without an end")
    void carriageReturns() {
        assertEquals(
                List.of("{'externalRef':'1','currency':'x'}", "{'externalRef':'2','currency':'y'}"),
                read("a,b\r1,x\r2,y"));
        assertEquals(
                List.of("{'externalRef':'1'}", "{'externalRef':'2'}", "{'externalRef':'3'}", "5 null malformed-json"),
                Reading.of(
                        "{\"externalRef\":\"1\"}\r{\"externalRef\":\"2\"}\r\n\r\n{\"externalRef\":\"3\"}\n{\"external",
                        "{}"));
    }

    /** Gives a few characters at a time, as a network does. */
    private static final class Dripping extends StringReader {
        private final Random random;

        Dripping(String text, Random random) {
            super(text);
            this.random = random;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(7)));
        }
    }

    private static String cell(Random random) {
        String alphabet = "abc,\"\n\u65e5 ;";
        StringBuilder cell = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            cell.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return cell.toString();
    }

    private static List<Row> rows(String file) throws IOException {
        CsvReader reader = new CsvReader(new StringReader(file), ',', '"', 50, StandardCharsets.UTF_8);
        reader.header();
        List<Row> rows = new ArrayList<>();
        for (Row row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }

    private static List<String> read(String file) {
        return Reading.of(file, MAPPING);
    }
}
