package io.mergesuite.imports;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A line whose customer was merged away: it changed nothing (CU-07). */
@Schema(name = "ImportMergedLine")
record MergedLine(
        @Schema(description = "The line of the file, from 1.")
        long line,

        @Schema(description = "The number of the customer it was merged into.")
        String survivorNumber) {}
