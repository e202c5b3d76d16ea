package io.mergesuite.imports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A line that came back (CU-07).
 *
 * @param also further flaws of the line; empty where there is but one
 * @param sent the line as it was sent, for the file of results alone; null if it is not kept
 */
@Schema(name = "ImportRejection")
record Rejection(
        @Schema(description = "The line of the file, from 1.")
        long line,

        @Schema(description = "The field at fault; null: the whole line.")
        String field,

        String code,
        String reason,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(description = "Further flaws of the same line.")
        List<Flaw> also,

        @JsonIgnore String sent) {

    static Rejection of(SentLine line, List<Flaw> flaws) {
        Flaw first = flaws.getFirst();
        return new Rejection(
                line.number(),
                first.field(),
                first.code(),
                first.reason(),
                flaws.subList(1, flaws.size()),
                line.text());
    }
}
