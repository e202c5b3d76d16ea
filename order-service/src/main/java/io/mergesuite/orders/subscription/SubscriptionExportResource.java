package io.mergesuite.orders.subscription;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of subscriptions (API-13). */
@Path("/v1/subscriptions/export")
@Tag(name = "Subscriptions")
class SubscriptionExportResource extends ExportResource {

    SubscriptionExportResource(Exports exports, Subscriptions subscriptions, SubscriptionImport target) {
        super(exports, new RecordExport<>(subscriptions, target.shape()), "orders:read");
    }
}
