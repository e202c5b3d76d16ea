package io.mergesuite.exports;

/** How an export is written, always in UTF-8. */
enum ExportFormat {
    /** A line for each record, as {@code GET} answers it. */
    NDJSON("application/x-ndjson", "ndjson"),
    /** A header and a row for each record, or for each element of its longest list; RFC 4180, with a byte-order mark. */
    CSV("text/csv", "csv");

    private final String mediaType;
    private final String suffix;

    ExportFormat(String mediaType, String suffix) {
        this.mediaType = mediaType;
        this.suffix = suffix;
    }

    String mediaType() {
        return mediaType;
    }

    String suffix() {
        return suffix;
    }
}
