package io.mergesuite.imports;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Gives the operations that all kinds inherit from {@link ImportResource} ids of their own: {@code createCustomersImport} (API-02). */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ImportOperations implements OASFilter {

    private static final Pattern PATH = Pattern.compile("/v1/(.+)/imports(?:/\\{id}(?:/([a-z]+))?)?");

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
            case "events" -> "follow" + kind + "Import";
            default -> verb + kind + "Import" + (verb.equals("list") ? "s" : "");
        };
        operation.setOperationId(id);
    }

    private static String camel(String path) {
        StringBuilder name = new StringBuilder();
        for (String word : path.split("[/-]", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}
