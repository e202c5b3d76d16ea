package io.mergesuite.orders.inquiry;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of inquiries (API-13). */
@Path("/v1/inquiries/export")
@Tag(name = "Inquiries")
class InquiryExportResource extends ExportResource {

    InquiryExportResource(Exports exports, Inquiries inquiries, InquiryImport target) {
        super(exports, new RecordExport<>(inquiries, target.shape()), "orders:read");
    }
}
