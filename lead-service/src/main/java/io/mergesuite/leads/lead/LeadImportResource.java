package io.mergesuite.leads.lead;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of leads (API-13). */
@Path("/v1/leads/imports")
@Tag(name = "Lead imports")
class LeadImportResource extends ImportResource {

    LeadImportResource(Imports imports, LeadImport target) {
        super(imports, target, "leads:write");
    }
}
