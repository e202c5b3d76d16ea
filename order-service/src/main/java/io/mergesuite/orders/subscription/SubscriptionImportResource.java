package io.mergesuite.orders.subscription;

import io.mergesuite.imports.ImportResource;
import io.mergesuite.imports.Imports;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Imports of subscriptions (API-13). */
@Path("/v1/subscriptions/imports")
@Tag(name = "Subscription imports")
class SubscriptionImportResource extends ImportResource {

    SubscriptionImportResource(Imports imports, SubscriptionImport target) {
        super(imports, target, "orders:write");
    }
}
