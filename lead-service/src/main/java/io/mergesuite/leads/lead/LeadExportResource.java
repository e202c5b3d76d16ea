package io.mergesuite.leads.lead;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of leads (API-13). */
@Path("/v1/leads/export")
@Tag(name = "Leads")
class LeadExportResource extends ExportResource {

    LeadExportResource(Exports exports, Leads leads, LeadImport target) {
        super(exports, new RecordExport<>(leads, target.shape()), "leads:read");
    }
}
