package io.mergesuite.customers.customer;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;

/** The imports of customers (API-13). */
@Path("/v1/customers/imports")
class CustomerImportResource extends ImportResource {

    CustomerImportResource(Imports imports, CustomerImport target) {
        super(imports, target, "customers:write");
    }
}
