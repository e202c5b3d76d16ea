package io.mergesuite.orders.order;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import io.mergesuite.merging.intake.RecordExport;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of orders (API-13). */
@Path("/v1/orders/export")
@Tag(name = "Orders")
class OrderExportResource extends ExportResource {

    OrderExportResource(Exports exports, Orders orders, OrderImport target) {
        super(exports, new RecordExport<>(orders, target.shape()), "orders:read");
    }
}
