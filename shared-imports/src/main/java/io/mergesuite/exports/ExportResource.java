package io.mergesuite.exports;

import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * The REST resource of one kind's export (API-13). A service subclasses it in a few lines:
 *
 * <pre>{@code
 * @Path("/v1/customers/export")
 * class CustomerExportResource extends ExportResource {
 *     CustomerExportResource(Exports exports, CustomerExport source) {
 *         super(exports, source, "customers:read");
 *     }
 * }
 * }</pre>
 *
 * <p>The permission is checked here for the reason that {@link io.mergesuite.imports.ImportResource} gives; the operation's id comes from
 * {@link io.mergesuite.imports.ImportOperations}.
 */
@Authenticated
public abstract class ExportResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private final Exports exports;
    private final ExportSource<?> source;
    private final String permission;

    @Inject
    Caller caller;

    /**
     * @param permission the kind's read permission, such as {@code customers:read} (SEC-02)
     */
    protected ExportResource(Exports exports, ExportSource<?> source, String permission) {
        this.exports = exports;
        this.source = source;
        this.permission = permission;
    }

    @GET
    @RunOnVirtualThread
    @Produces({NDJSON, CSV})
    @Operation(
            summary = "Export all records of a shop",
            description =
                    "A stream of what lists show, in the order of ids: lines of NDJSON, each as `GET` answers the record, or CSV with"
                            + " a header. The file can be imported again as it is. A stream that breaks off is not whole: ask again"
                            + " with `after`, the id of the last record that came. After a whole one this brings nothing more.")
    @APIResponse(
            responseCode = "200",
            description = "The records, to the last",
            content = {
                @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response export(
            @QueryParam("shopId") @Parameter(description = "May be left out when the token knows one shop only")
                    ShopId shopId,
            @QueryParam("format") @Parameter(description = "Left out, what `Accept` prefers, else `NDJSON`")
                    ExportFormat format,
            @QueryParam("after") @Parameter(description = "Only records with a greater id") UUID after,
            @Context Request request) {
        if (!caller.may(permission)) {
            throw new Problem(CommonProblem.FORBIDDEN, "the permission " + permission + " is needed");
        }
        ShopId shop = shop(shopId);
        ExportFormat written = format != null ? format : preferred(request);
        return Response.ok(exports.open(source, shop, written, after))
                .type(MediaType.valueOf(written.mediaType()).withCharset("UTF-8"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"%s-%s.%s\"".formatted(source.kind(), shop.value(), written.suffix()))
                .build();
    }

    /** A shop that does not exist for the caller has no records that an empty file could stand for. */
    private ShopId shop(ShopId given) {
        if (given == null && caller.shops().size() != 1) {
            throw new Problem(CommonProblem.SHOP_REQUIRED, "the token is good for several shops: name one")
                    .atParameter("shopId", "required", "is missing");
        }
        ShopId shop = given == null ? caller.shops().first() : given;
        if (!caller.sees(shop)) {
            throw new Problem(CommonProblem.NOT_FOUND, "there is no shop " + shop);
        }
        return shop;
    }

    private static ExportFormat preferred(Request request) {
        Variant variant = request.selectVariant(Variant.mediaTypes(MediaType.valueOf(NDJSON), MediaType.valueOf(CSV))
                .build());
        return variant != null && variant.getMediaType().isCompatible(MediaType.valueOf(CSV))
                ? ExportFormat.CSV
                : ExportFormat.NDJSON;
    }
}
