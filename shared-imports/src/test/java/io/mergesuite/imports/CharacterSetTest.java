package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.api.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in other character sets are told, or refused with the reason; nothing wrong goes in silently (CU-07, ADR 0006). */
class CharacterSetTest {

    private static final String JAPANESE = """
            a,b
            1,やまだ はなこ 山田花子
            2,タカハシ ジロウ 髙橋二郎
            3,さとう けんじ 佐藤健二
            """;
    private static final String RUSSIAN = """
            a,b
            1,Иванова Мария Петровна
            2,СССР
            3,«Ёлка» — Щукин
            """;
    private static final String FRENCH = "a,b\n1,Hélène Müller\n2,O’Brien\n3,“Déjà vu…” – 5 €\n4,D’Arcy\n5,O’Neil\n";

    private static final String FIELDS = "\"fields\": {\"externalRef\": \"a\", \"currency\": \"b\"}}";

    @ParameterizedTest
    @DisplayName(
            "CU-07: Shift_JIS, windows-1251, UTF-16 and others go in when they are named, under any of their names")
    @CsvSource({
        "Shift_JIS, windows-31j",
        "windows-31j, windows-31j",
        "EUC-JP, EUC-JP",
        "UTF-8, UTF-8",
        "UTF-16LE, UTF-16LE",
        "UTF-16BE, UTF-16BE"
    })
    void japaneseThatIsNamed(String name, String used) {
        // The standard Shift_JIS and EUC-JP have no U+9AD9, which is in many a name.
        String text = name.startsWith("EUC") ? JAPANESE.replace('髙', '高') : JAPANESE;
        byte[] file = text.getBytes(CharacterSet.named(name));
        assertEquals(records(text), Reading.of(file, naming(name)));
        assertEquals(used, Reading.form(file, naming(name)).charset().name());
    }

    @ParameterizedTest
    @DisplayName("CU-07: Russian in the character sets of its systems")
    @ValueSource(strings = {"windows-1251", "KOI8-R", "UTF-8", "UTF-16"})
    void russianThatIsNamed(String name) {
        String text = name.equals("KOI8-R") ? RUSSIAN.replaceAll("[«»—]", "-") : RUSSIAN;
        assertEquals(records(text), Reading.of(text.getBytes(Charset.forName(name)), naming(name)));
    }

    @Test
    @DisplayName("CU-07: quotes and accents of windows-1252 are not taken for Shift_JIS")
    void frenchThatIsNamed() {
        assertEquals(
                records(FRENCH), Reading.of(FRENCH.getBytes(Charset.forName("windows-1252")), naming("windows-1252")));
        String apostrophes = "a,b\n1,O’Brien\n2,O’Neil\n3,D’Arcy\n4,O’Hara\n";
        assertEquals(
                records(apostrophes),
                Reading.of(apostrophes.getBytes(Charset.forName("windows-1252")), naming("windows-1252")));
    }

    @ParameterizedTest
    @DisplayName("CU-07: a file whose bytes can't be in the character set is refused, with the one that they are in")
    @CsvSource({
        "Shift_JIS,    ,             Shift_JIS",
        "Shift_JIS,    windows-1251, Shift_JIS",
        "Shift_JIS,    ISO-8859-1,   Shift_JIS",
        "UTF-8,        windows-1251, UTF-8",
        "UTF-8,        Shift_JIS,    UTF-8",
        "UTF-8,        UTF-16,       UTF-8",
        "UTF-16LE,     ,             UTF-16LE",
        "UTF-16BE,     windows-1251, UTF-16BE",
        "UTF-16LE,     UTF-16BE,     UTF-16LE",
        "ISO-2022-JP,  ,             ISO-2022-JP"
    })
    void japaneseUnderAnotherName(String written, String named, String told) {
        String text = written.startsWith("ISO") ? JAPANESE.replace('髙', '高') : JAPANESE;
        Problem problem = refused(text.getBytes(CharacterSet.named(written)), naming(named));
        assertEquals(ImportProblem.CHARSET_WRONG, problem.type());
        assertTrue(problem.getMessage().contains(" of " + told), problem.getMessage());
    }

    @Test
    @DisplayName("CU-07: a file most of whose lines are undecodable does not go in by the few that are")
    void mostLinesAreUndecodable() {
        byte[] russian = (RUSSIAN + "4,Смирнов\n5,ПОПОВ\n6,ascii\n").getBytes(Charset.forName("windows-1251"));
        for (String named : Arrays.asList(null, "Shift_JIS")) {
            assertEquals(
                    ImportProblem.CHARSET_WRONG, refused(russian, naming(named)).type(), named);
        }
        // A few damaged lines are but these lines.
        byte[] damaged = bytes(RUSSIAN.getBytes(StandardCharsets.UTF_8), "9,", new byte[] {(byte) 0xff, 'x', '\n'});
        assertEquals(4, Reading.of(damaged, naming(null)).size());
        assertEquals("5 null undecodable", Reading.of(damaged, naming(null)).getFirst());
    }

    @Test
    @DisplayName("CU-07: a header with undecodable bytes is a matter of the character set, not of unknown columns")
    void aHeaderThatCannotBeDecoded() {
        byte[] file = "a,b,имя\n1,x,y\n".getBytes(Charset.forName("windows-1251"));
        Problem problem = refused(file, naming(null));
        assertEquals(ImportProblem.CHARSET_WRONG, problem.type());
        assertTrue(problem.getMessage().contains("not in UTF-8"), problem.getMessage());
        assertEquals(List.of("{'externalRef':'1','currency':'x'}"), Reading.of(file, naming("windows-1251")));
    }

    @ParameterizedTest
    @DisplayName("CU-07: a byte-order mark outranks the name: the file itself says what it is")
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aMarkOutranksTheName(String written) {
        byte[] file = ("\ufeff" + JAPANESE).getBytes(Charset.forName(written));
        for (String named : Arrays.asList(null, "Shift_JIS", "UTF-16", "windows-1251")) {
            assertEquals(records(JAPANESE), Reading.of(file, naming(named)), named);
            assertEquals(written, Reading.form(file, naming(named)).charset().name());
        }
    }

    @ParameterizedTest
    @DisplayName("CU-07: a character that the end of the file cuts sends its line back")
    @ValueSource(strings = {"UTF-8", "Shift_JIS", "UTF-16LE"})
    void aCharacterIsCut(String name) {
        byte[] whole = "a,b\n1,x\n2,やまだ".getBytes(CharacterSet.named(name));
        assertEquals(
                List.of("3 null undecodable", "{'externalRef':'1','currency':'x'}"),
                Reading.of(Arrays.copyOf(whole, whole.length - 1), naming(name)));
    }

    @Test
    @DisplayName(
            "CU-07: bytes that a character set leaves undefined, and controls that no text has, send their line back")
    void undefinedBytes() {
        byte[] file = bytes("a,b\n1,".getBytes(StandardCharsets.US_ASCII), "", new byte[] {(byte) 0x98, '\n'});
        assertEquals(List.of("2 null undecodable"), Reading.of(file, naming("windows-1251")));
        assertEquals(List.of("2 null undecodable"), Reading.of(file, naming("ISO-8859-1")));
        file[file.length - 2] = (byte) 0x81;
        assertEquals(List.of("2 null undecodable"), Reading.of(file, naming("windows-1252")));
        assertEquals(
                "the line has bytes that are not in windows-1252; if the file is in another character set, name it as charset",
                Decoding.undecodable(Charset.forName("windows-1252")).reason());
    }

    @ParameterizedTest
    @DisplayName("CU-07: what is no text is said to be none")
    @ValueSource(strings = {"PK\u0003\u0004rest", "\u00d0\u00cf\u0011\u00e0rest"})
    void aWorkbook(String file) {
        Problem problem = refused(file.getBytes(StandardCharsets.ISO_8859_1), naming("windows-1251"));
        assertEquals(ImportProblem.FILE_UNREADABLE, problem.type());
        assertTrue(problem.getMessage().contains("workbook"), problem.getMessage());
    }

    @Test
    @DisplayName("CU-07: a JSON array is no CSV: one object a line is wanted")
    void aJsonArray() {
        for (String array : List.of("[{\"externalRef\":\"A\"}]", " [\n {\n", "[]", "\ufeff[ {\"a\":1},\n")) {
            assertEquals(
                    ImportProblem.JSON_ARRAY,
                    refused(array.getBytes(StandardCharsets.UTF_8), "{}").type());
            assertEquals(
                    ImportProblem.JSON_ARRAY,
                    refused(array.getBytes(StandardCharsets.UTF_8), "{\"format\": \"NDJSON\"}")
                            .type());
        }
        assertEquals(
                List.of("{'externalRef':'1','currency':'x'}"),
                Reading.of("[a],b\n1,x\n", "{\"fields\": {\"externalRef\": \"[a]\", \"currency\": \"b\"}}"));
    }

    private static String naming(String charset) {
        return charset == null ? "{" + FIELDS : "{\"charset\": \"" + charset + "\", " + FIELDS;
    }

    /** What a file with columns a and b holds. */
    private static List<String> records(String file) {
        return file.lines()
                .skip(1)
                .map(line -> line.split(",", 2))
                .map(cells -> "{'externalRef':'%s','currency':'%s'}".formatted(cells[0], cells[1]))
                .toList();
    }

    private static Problem refused(byte[] file, String mapping) {
        return assertThrows(Problem.class, () -> Reading.of(file, mapping));
    }

    private static byte[] bytes(byte[] first, String second, byte[] third) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(third);
        return all.toByteArray();
    }
}
