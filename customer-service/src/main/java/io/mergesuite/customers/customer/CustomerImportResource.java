package io.mergesuite.customers.customer;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The imports of customers (API-13). */
@Path("/v1/customers/imports")
@Tag(name = "Customer imports")
class CustomerImportResource extends ImportResource {

    CustomerImportResource(Imports imports, CustomerImport target) {
        super(imports, target, "customers:write");
    }
}
