package io.mergesuite.imports;

import io.mergesuite.api.PreferredWait;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Gives the operations that all kinds inherit from {@link ImportResource} and {@link io.mergesuite.exports.ExportResource} what is their own in the OpenAPI document (API-02): ids such
 * as {@code createCustomersImport}, the permission, the key of idempotency. Runs before {@code ApiDocument}, which finds operations by id.
 */
@OpenApiFilter(
        stages = OpenApiFilter.RunStage.BUILD,
        priority = 2) // before ApiDocument, which finds operations by their ids
public class ImportOperations implements OASFilter {

    private static final Pattern EXPORT = Pattern.compile("/v1/(.+)/export");
    private static final Pattern PATH = Pattern.compile("/v1/(.+)/imports(?:/\\{id}(?:/([a-z]+))?)?");

    private static final Set<String> OF_ORDERS = Set.of("subscriptions", "reviews", "inquiries");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().forEach((path, item) -> {
            Matcher imports = PATH.matcher(path);
            if (imports.matches()) {
                item.getOperations().forEach((method, operation) -> name(imports, path, method, operation));
            }
            Matcher export = EXPORT.matcher(path);
            if (export.matches()) {
                item.getOperations().values().forEach(operation -> nameExport(export.group(1), operation));
            }
        });
    }

    private static void name(Matcher imports, String path, PathItem.HttpMethod method, Operation operation) {
        String kind = camel(imports.group(1));
        String part = imports.group(2);
        String verb = method == PathItem.HttpMethod.POST
                ? "create"
                : part != null ? "list" : path.endsWith("}") ? "get" : "list";
        String id = switch (part == null ? "" : part) {
            case "rejections" -> "list" + kind + "ImportRejections";
            case "merged" -> "list" + kind + "ImportMergedLines";
            case "results" -> "get" + kind + "ImportResults";
            case "events" -> "follow" + kind + "Import";
            default -> verb + kind + "Import" + (verb.equals("list") ? "s" : "");
        };
        operation.setOperationId(id);
        show(operation, permission(imports.group(1), "write"));
        if (verb.equals("get")) {
            operation
                    .getResponses()
                    .addAPIResponse(
                            "304",
                            OASFactory.createAPIResponse()
                                    .description("It is as `If-None-Match` says; without a body"));
        }
        if ("results".equals(part)) {
            operation
                    .getResponses()
                    .addAPIResponse("410", problem("The lines were forgotten, as a person of the shop was erased"));
        }
        if (method == PathItem.HttpMethod.POST) {
            operation
                    .getResponses()
                    .addAPIResponse("409", problem("The first import with this key is still being received"));
            operation
                    .addParameter(header("Idempotency-Key")
                            .required(true)
                            .description(
                                    "1 to 255 printable ASCII characters, new for each new request; kept 30 days."))
                    .addParameter(header("Prefer").required(false).description(PreferredWait.DESCRIPTION));
        }
    }

    private static void nameExport(String kind, Operation operation) {
        operation.setOperationId("export" + camel(kind));
        show(operation, permission(kind, "read"));
        operation
                .getResponses()
                .addAPIResponse("404", problem("The shop does not exist for the caller"))
                .addAPIResponse(
                        "429",
                        problem("Too many exports are under way; `Retry-After` tells when to try again")
                                .addHeader(
                                        "Retry-After",
                                        OASFactory.createHeader()
                                                .description("seconds to wait before the same request is sent again")
                                                .schema(OASFactory.createSchema()
                                                        .addType(Schema.SchemaType.INTEGER)
                                                        .format("int32"))));
    }

    private static Parameter header(String name) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .maxLength(255));
    }

    private static APIResponse problem(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/problem+json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("Problem"))));
    }

    private static void show(Operation operation, String permission) {
        String description = operation.getDescription();
        operation.setDescription(
                (description == null ? "" : description + "\n\n") + "Needs the permission `" + permission + "`.");
        operation.addExtension("x-permissions", List.of(permission));
    }

    /** Importing needs the kind's write permission, exporting to read it; what belongs to orders is under theirs (SEC-02). */
    static String permission(String kind, String right) {
        String owner = OF_ORDERS.contains(kind) ? "orders" : kind.split("/", 2)[0];
        return owner + ":" + right;
    }

    private static String camel(String path) {
        StringBuilder name = new StringBuilder();
        for (String word : path.split("[/-]", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}
