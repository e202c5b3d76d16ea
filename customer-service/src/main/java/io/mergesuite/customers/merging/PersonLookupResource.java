package io.mergesuite.customers.merging;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.messaging.Db;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All ids that are one person, for the erasure of one of them (hole 12). */
@Path("/internal/customers/{id}/person")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class PersonLookupResource {

    private final Db db;
    private final Erasures erasures;
    private final Caller caller;

    PersonLookupResource(Db db, Erasures erasures, Caller caller) {
        this.db = db;
        this.erasures = erasures;
        this.caller = caller;
    }

    private record End(CustomerId id, ShopId shop) {}

    @GET
    @RolesAllowed(Caller.INTERNAL)
    @Operation(
            operationId = "lookUpPerson",
            summary = "The live end of this customer's redirects, and everyone who leads to it",
            description = "Between services: needs `internal`, and looks in the shop of `X-Suite-Shop` alone.")
    public ErasedPerson lookUp(@PathParam("id") CustomerId id) {
        End end = db.read(handle -> handle.createQuery(
                                "SELECT coalesce(merged_into, id) AS id, shop_id FROM customer WHERE id = :id")
                        .bind("id", id)
                        .map((row, context) -> new End(
                                new CustomerId(row.getObject("id", UUID.class)), new ShopId(row.getString("shop_id"))))
                        .findOne())
                .filter(found -> caller.sees(found.shop()))
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no customer " + id));
        return new ErasedPerson(end.shop(), end.id(), erasures.leadTo(end.id()));
    }
}
