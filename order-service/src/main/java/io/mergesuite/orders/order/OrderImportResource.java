package io.mergesuite.orders.order;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of orders (API-13). */
@Path("/v1/orders/imports")
@Tag(name = "Order imports")
class OrderImportResource extends ImportResource {

    OrderImportResource(Imports imports, OrderImport target) {
        super(imports, target, "orders:write");
    }
}
