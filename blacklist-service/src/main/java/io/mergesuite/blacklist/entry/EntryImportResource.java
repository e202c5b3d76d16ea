package io.mergesuite.blacklist.entry;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of blacklist entries (API-13). */
@Path("/v1/blacklist/entries/imports")
@Tag(name = "Blacklist entry imports")
class EntryImportResource extends ImportResource {

    EntryImportResource(Imports imports, EntryImport target) {
        super(imports, target, "blacklist:write");
    }
}
