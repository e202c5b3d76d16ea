package io.mergesuite.imports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An import as its resource shows it (API-07, API-13). */
@Schema(name = "Import")
record ImportAnswer(
        UUID id,
        ShopId shopId,

        @Schema(description = "The plural word of the path, such as customers.")
        String kind,

        ImportState state,
        String fileName,

        @Schema(description = "Bytes of the file as it was sent.")
        long fileSize,

        @Schema(description = "How the file is read.") Mapping.Format format,

        @Schema(
                description =
                        "The character set in which the file is read: what its byte-order mark says, else what the mapping names, else"
                                + " the `Content-Type` of the part, else UTF-8. Shift_JIS is read as windows-31j.")
        String charset,

        @Schema(description = "Columns of the file that the mapping does not name.")
        List<String> ignoredColumns,

        @Schema(description = "Rows read so far.") long read,
        @Schema(description = "New records.") long created,

        @Schema(description = "Records that were there and have the file's values now.")
        long updated,

        @Schema(description = "Records that were there and equal.")
        long unchanged,

        @Schema(description = "Records that belong to a merged-away customer: nothing changed (CU-07).")
        long merged,

        @Schema(description = "Rows that came back; each is in the list of rejections.")
        long rejected,

        @Schema(description = "Records that wait for a merge to end and are tried again.")
        long setAside,

        @Schema(description = "0 to 1.") double progress,

        @Schema(description = "Why the import failed, or, while it runs, what it waits for.")
        ImportError error,

        String createdBy,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt,
        @JsonIgnore long version) {

    /** What went wrong with the import as a whole. */
    @Schema(name = "ImportError")
    record ImportError(String code, String reason) {}
}
