package io.mergesuite.orders.review;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of reviews (API-13). */
@Path("/v1/reviews/imports")
@Tag(name = "Review imports")
class ReviewImportResource extends ImportResource {

    ReviewImportResource(Imports imports, ReviewImport target) {
        super(imports, target, "orders:write");
    }
}
