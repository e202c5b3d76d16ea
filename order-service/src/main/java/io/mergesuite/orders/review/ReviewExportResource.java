package io.mergesuite.orders.review;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of reviews (API-13). */
@Path("/v1/reviews/export")
@Tag(name = "Reviews")
class ReviewExportResource extends ExportResource {

    ReviewExportResource(Exports exports, Reviews reviews, ReviewImport target) {
        super(exports, new RecordExport<>(reviews, target.shape()), "orders:read");
    }
}
