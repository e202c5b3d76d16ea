package io.mergesuite.customers.customer;

import io.mergesuite.exports.ExportResource;
import io.mergesuite.exports.Exports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The export of customers (API-13). */
@Path("/v1/customers/export")
@Tag(name = "Customers")
class CustomerExportResource extends ExportResource {

    CustomerExportResource(Exports exports, CustomerExport source) {
        super(exports, source, "customers:read");
    }
}
