package io.mergesuite.imports;

import jakarta.ws.rs.Path;

@Path("/v1/purchases/imports")
class PurchaseImportResource extends ImportResource {

    PurchaseImportResource(Imports imports, Purchases target) {
        super(imports, target, "orders:write");
    }
}
