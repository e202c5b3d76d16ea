package io.mergesuite.orders.inquiry;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of inquiries (API-13). */
@Path("/v1/inquiries/imports")
@Tag(name = "Inquiry imports")
class InquiryImportResource extends ImportResource {

    InquiryImportResource(Imports imports, InquiryImport target) {
        super(imports, target, "orders:write");
    }
}
