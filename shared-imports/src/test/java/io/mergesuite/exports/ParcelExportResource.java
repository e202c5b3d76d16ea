package io.mergesuite.exports;

import jakarta.ws.rs.Path;

@Path("/v1/parcels/export")
class ParcelExportResource extends ExportResource {

    ParcelExportResource(Exports exports, Parcels parcels) {
        super(exports, parcels, "orders:read");
    }
}
