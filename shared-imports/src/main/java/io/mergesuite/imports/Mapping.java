package io.mergesuite.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.contracts.ShopId;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How the columns of a file become the fields of a record, checked against the kind's {@link ImportShape}. Made by
 * {@link MappingReader}; the reference is {@code docs/guides/imports.md}.
 *
 * @param format null: told by the file's first character
 * @param charset null: what the byte-order mark or the upload says, else UTF-8
 * @param delimiter null: found in the header
 * @param shopId null: the only shop of the caller's token
 * @param ignored members or columns that are passed over where the file has the fields' own names
 * @param fields null: the file has the fields' own names
 */
record Mapping(
        Format format,
        Charset charset,
        Character delimiter,
        char quote,
        boolean header,
        ShopId shopId,
        Set<String> emptyValues,
        List<Column> groupBy,
        Set<String> ignored,
        List<FieldMapping> fields) {

    /** Whether a column is passed over, by its own name or with all of the member that it is a part of. */
    boolean ignores(String column) {
        return ignored.stream()
                .anyMatch(
                        name -> column.equals(name) || column.startsWith(name + ".") || column.startsWith(name + "["));
    }

    @Schema(name = "ImportFormat")
    enum Format {
        CSV,
        NDJSON
    }

    /** What rows of one record that disagree in a field come to. */
    enum Combine {
        SAME,
        FIRST,
        EARLIEST,
        LATEST
    }

    enum NamePart {
        FAMILY,
        GIVEN
    }

    enum NameOrder {
        FAMILY_GIVEN,
        GIVEN_FAMILY
    }

    /**
     * A column that the mapping names.
     *
     * @param pointer where it does so, for the report on a column that the file lacks
     */
    record Column(String name, String pointer) {}

    /**
     * One field of the record.
     *
     * @param alternatives the first that gives a value counts
     * @param whenEmpty the value if none does; null: the field is left out, a {@code NullNode}: it is cleared
     */
    record FieldMapping(
            String name,
            FieldPath path,
            ImportShape.Field type,
            List<Source> alternatives,
            JsonNode whenEmpty,
            boolean rejectIfEmpty,
            Combine combine) {}

    sealed interface Source {}

    record Constant(JsonNode value) implements Source {}

    /**
     * The text of a column, or of several: the first that is not empty, or all joined.
     *
     * @param join null: the first that is not empty
     * @param part null: the whole text
     * @param table null: the text is converted to the field's type
     */
    record Text(
            List<Column> columns,
            String join,
            boolean trim,
            String stripPrefix,
            String stripSuffix,
            NamePart part,
            NameOrder order,
            ValueTable table,
            Dates dates,
            Numbers numbers)
            implements Source {}

    /** How days and times are written; {@code zone} null: the shop's; {@code firstYear} null: never in the future. */
    record Dates(List<DateFormat> formats, ZoneId zone, Integer firstYear) {}

    /** How numbers are written; {@code grouping} null: not grouped. */
    record Numbers(char decimal, Character grouping) {}

    /**
     * Texts and what each becomes. A key that ends in {@code *} stands for all texts that begin so; an exact key comes first,
     * then the longest beginning.
     *
     * @param otherwise for all other texts; null: they are rejected
     */
    record ValueTable(Map<String, JsonNode> exact, Map<String, JsonNode> beginnings, JsonNode otherwise) {

        /** The value, a {@code NullNode} for "leave it out", or null for a text that is not in the table. */
        JsonNode find(String text) {
            JsonNode found = exact.get(text);
            if (found != null) {
                return found;
            }
            for (int length = beginnings.isEmpty() ? -1 : text.length(); length >= 0; length--) {
                found = beginnings.get(text.substring(0, length));
                if (found != null) {
                    return found;
                }
            }
            return otherwise;
        }
    }
}
