package io.mergesuite.blacklist.entry;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of blacklist entries (API-13). */
@Path("/v1/blacklist/entries/export")
@Tag(name = "Blacklist entries")
class EntryExportResource extends ExportResource {

    EntryExportResource(Exports exports, Entries entries, EntryImport target) {
        super(exports, new RecordExport<>(entries, target.shape()), "blacklist:read");
    }
}
