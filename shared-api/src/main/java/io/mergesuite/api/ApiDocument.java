package io.mergesuite.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Completes a service's OpenAPI document (API-02) with what holds for every operation: the status of success (201 where
 * something is stored, 304 where an entity tag is compared), the problem that each other status brings, the headers of idempotency and preconditions, the permission that is needed, and all codes. What an operation
 * itself declares stays. Operations under {@code /internal} are between services and not shown.
 *
 * <p>An operation is found by its {@code @Operation(operationId = …)}, which each must have.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 1)
public class ApiDocument implements OASFilter {

    private static final String PROBLEM = "Problem";
    private static final String BEARER = "bearer";
    private static final String EVENTS = "text/event-stream";
    private static final DotName OPERATION =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.Operation");
    private static final DotName ROLES_ALLOWED = DotName.createSimple("jakarta.annotation.security.RolesAllowed");
    private static final DotName RESPONSE = DotName.createSimple("jakarta.ws.rs.core.Response");
    private static final DotName API_RESPONSE =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.responses.APIResponse");
    /** Several of them stand in one of these. */
    private static final DotName API_RESPONSES =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.responses.APIResponses");

    private static final DotName IDEMPOTENT = DotName.createSimple(Idempotent.class);
    private static final DotName WAITS = DotName.createSimple(Waits.class);

    private final IndexView index;

    /** @param index the classes of the service */
    public ApiDocument(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            return;
        }
        Stream.ofNullable(document.getPaths().getPathItems())
                .flatMap(paths -> List.copyOf(paths.keySet()).stream())
                .filter(path -> path.startsWith("/internal"))
                .forEach(document.getPaths()::removePathItem);
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents().addSchema(PROBLEM, problem());
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(
                        path -> path.getOperations().forEach((method, operation) -> complete(path, method, operation)));
        dropUnused(document);
    }

    /** Numbers have a size; the framework gives one to those alone whose Java type tells. */
    @Override
    public Schema filterSchema(Schema schema) {
        if (schema.getType() != null && schema.getType().contains(SchemaType.INTEGER) && schema.getFormat() == null) {
            schema.setFormat("int32");
        }
        if (schema.getType() != null && schema.getType().contains(SchemaType.NUMBER) && schema.getFormat() == null) {
            schema.setFormat("decimal");
        }
        return schema;
    }

    /** What only operations between services use, or the framework's own. */
    private static void dropUnused(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> used = new HashSet<>();
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().values().forEach(operation -> references(operation, used)));
        Deque<String> open = new ArrayDeque<>(used);
        while (!open.isEmpty()) {
            Set<String> next = new HashSet<>();
            Optional.ofNullable(schemas.get(open.pop())).ifPresent(schema -> references(schema, next));
            next.stream().filter(used::add).forEach(open::push);
        }
        List.copyOf(schemas.keySet()).stream()
                .filter(name -> !used.contains(name))
                .forEach(document.getComponents()::removeSchema);
    }

    private static void references(Operation operation, Set<String> found) {
        Stream.ofNullable(operation.getParameters())
                .flatMap(List::stream)
                .map(Parameter::getSchema)
                .forEach(schema -> references(schema, found));
        Stream.concat(
                        Stream.ofNullable(operation.getRequestBody()).map(RequestBody::getContent),
                        operation.getResponses().getAPIResponses().values().stream()
                                .map(APIResponse::getContent))
                .filter(Objects::nonNull)
                .flatMap(content -> content.getMediaTypes().values().stream())
                .forEach(media -> references(media.getSchema(), found));
    }

    private static void references(Schema schema, Set<String> found) {
        if (schema == null) {
            return;
        }
        if (schema.getRef() != null) {
            found.add(schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1));
        }
        Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(part -> references(part, found));
        Stream.ofNullable(schema.getProperties())
                .flatMap(properties -> properties.values().stream())
                .forEach(property -> references(property, found));
        references(schema.getItems(), found);
        references(schema.getAdditionalPropertiesSchema(), found);
    }

    private void complete(PathItem path, PathItem.HttpMethod verb, Operation operation) {
        MethodInfo method = method(operation);
        // The framework sees no security on what a class inherits, and nothing here is without it.
        operation.setSecurity(
                new ArrayList<>(List.of(OASFactory.createSecurityRequirement().addScheme(BEARER))));
        operation.getResponses().getAPIResponses().values().forEach(ApiDocument::eventsAreText);
        boolean writesOne = verb == PathItem.HttpMethod.PUT
                || verb == PathItem.HttpMethod.PATCH
                || verb == PathItem.HttpMethod.DELETE;
        boolean takesKey = method != null && method.hasAnnotation(IDEMPOTENT);
        boolean hasBody = operation.getRequestBody() != null;
        boolean named = parameters(path, operation).anyMatch(parameter -> parameter.getIn() == Parameter.In.PATH);

        if (takesKey && verb == PathItem.HttpMethod.POST && !declaresAnswers(method)) {
            created(operation);
        }
        if (verb == PathItem.HttpMethod.GET && isOneResource(operation, method)) {
            operation.getResponses().addAPIResponse("304", response("It is as `If-None-Match` says; without a body"));
        }
        add(operation, 400, "The request can't be read, or has invalid values");
        add(operation, 401, "The token is missing, expired or not valid");
        add(operation, 403, "The permission is missing");
        if (named) {
            add(operation, 404, "It does not exist for the caller");
        }
        add(operation, 406, "No acceptable form of the answer exists");
        if (takesKey || writesOne || operation.getResponses().hasAPIResponse("409")) {
            add(operation, 409, "It does not fit the present state");
        }
        if (takesKey && method.annotation(IDEMPOTENT).value("replay") == null) {
            add(operation, 410, "What the first request with this key made was erased");
        }
        if (hasBody) {
            add(operation, 413, "The body is too large");
            add(operation, 415, "The body has a media type that is not understood");
            add(operation, 422, "The request is readable but can't be done");
        }
        if (writesOne) {
            add(operation, 412, "The record has changed");
            add(operation, 428, "If-Match is needed");
            header(path, operation, "If-Match", "The ETag of what was read.", true);
        }
        if (operation.getResponses().hasAPIResponse("410")) {
            add(operation, 410, "It was erased for privacy");
        }
        add(operation, 500, "Something went wrong here");
        add(operation, 503, "Not available for the moment; Retry-After tells when to try again");
        if (takesKey) {
            AnnotationValue required = method.annotation(IDEMPOTENT).value("required");
            header(
                    path,
                    operation,
                    IdempotentRequest.HEADER,
                    "1 to 255 printable ASCII characters, new for each new request; kept 30 days.",
                    required != null && required.asBoolean());
        }
        if (method != null && method.hasAnnotation(WAITS)) {
            header(path, operation, "Prefer", PreferredWait.DESCRIPTION, false);
        }
        permissions(method).ifPresent(permissions -> show(operation, permissions));
        if (permissions(method).isEmpty()) {
            // Found by the framework only where the permission is an annotation, which that of imports is not: its kind
            // decides.
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme("bearer"));
        }
    }

    private static boolean declaresAnswers(MethodInfo method) {
        return method.hasAnnotation(API_RESPONSE) || method.hasAnnotation(API_RESPONSES);
    }

    /**
     * What an operation with a key makes has an address of its own; the framework takes every success for 200. One that makes nothing
     * declares what it answers.
     */
    private static void created(Operation operation) {
        APIResponse success = operation.getResponses().getAPIResponse("200");
        if (success == null || operation.getResponses().hasAPIResponse("201")) {
            return;
        }
        operation.getResponses().removeAPIResponse("200");
        operation
                .getResponses()
                .addAPIResponse("201", success.description("Stored; `Location` says where, `ETag` in which version"));
    }

    /** Whether it answers with an entity tag (API-05): lists and event streams declare what they return, these a response. */
    private static boolean isOneResource(Operation operation, MethodInfo method) {
        return method != null
                && method.returnType().name().equals(RESPONSE)
                && !operation.getResponses().hasAPIResponse("304");
    }

    /** Server-sent events have a form of their own, which no schema tells. */
    private static void eventsAreText(APIResponse response) {
        if (response.getContent() != null && response.getContent().getMediaType(EVENTS) != null) {
            response.getContent()
                    .getMediaType(EVENTS)
                    .setSchema(text("events with `id`, `event` and `data`, the last one `end`"));
        }
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static void show(Operation operation, List<String> permissions) {
        String needed = "Needs the permission `" + String.join("` or `", permissions) + "`.";
        String described = operation.getDescription();
        operation.setDescription(
                described == null || described.isBlank() ? needed : described.strip() + "\n\n" + needed);
        operation.addExtension("x-permissions", permissions);
    }

    private static void header(PathItem path, Operation operation, String name, String description, boolean required) {
        if (parameters(path, operation).noneMatch(parameter -> name.equalsIgnoreCase(parameter.getName()))) {
            operation.addParameter(OASFactory.createParameter()
                    .name(name)
                    .in(Parameter.In.HEADER)
                    .description(description)
                    .required(required)
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING).maxLength(255)));
        }
    }

    private static Stream<Parameter> parameters(PathItem path, Operation operation) {
        return Stream.of(path.getParameters(), operation.getParameters())
                .filter(Objects::nonNull)
                .flatMap(List::stream);
    }

    private static void add(Operation operation, int status, String description) {
        String code = Integer.toString(status);
        APIResponse declared = operation.getResponses().getAPIResponse(code);
        if (declared != null && declared.getContent() != null) {
            return;
        }
        APIResponse response = declared != null ? declared : OASFactory.createAPIResponse();
        boolean plain =
                response.getDescription() == null || response.getDescription().isBlank() || isFrameworks(response);
        operation
                .getResponses()
                .addAPIResponse(
                        code,
                        response.description(plain ? description : response.getDescription())
                                .headers(
                                        status == 503
                                                ? new LinkedHashMap<>(Map.of("Retry-After", retryAfter()))
                                                : response.getHeaders())
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                ProblemAnswer.MEDIA_TYPE,
                                                OASFactory.createMediaType()
                                                        .schema(OASFactory.createSchema()
                                                                .ref(PROBLEM)))));
    }

    private static Header retryAfter() {
        return OASFactory.createHeader()
                .description("seconds to wait before the same request is sent again")
                .schema(OASFactory.createSchema()
                        .addType(SchemaType.INTEGER)
                        .format("int32")
                        .minimum(BigDecimal.ZERO));
    }

    /** The framework adds bare descriptions of its own. */
    private static boolean isFrameworks(APIResponse response) {
        return List.of("Bad Request", "Not Authorized", "Not Allowed").contains(response.getDescription());
    }

    private MethodInfo method(Operation operation) {
        return index.getAnnotations(OPERATION).stream()
                .filter(annotation -> annotation.target().kind() == AnnotationTarget.Kind.METHOD)
                .filter(annotation -> annotation.value("operationId") != null
                        && annotation.value("operationId").asString().equals(operation.getOperationId()))
                .map(annotation -> annotation.target().asMethod())
                .findFirst()
                .orElse(null);
    }

    private static Optional<List<String>> permissions(MethodInfo method) {
        if (method == null) {
            return Optional.empty();
        }
        AnnotationInstance needed = method.annotation(ROLES_ALLOWED);
        if (needed == null) {
            needed = method.declaringClass().declaredAnnotation(ROLES_ALLOWED);
        }
        return Optional.ofNullable(needed).map(roles -> List.of(roles.value().asStringArray()));
    }

    private Schema problem() {
        Schema fault = OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .required(new ArrayList<>(List.of("code", "detail")))
                .addProperty("pointer", text("JSON pointer into the body"))
                .addProperty("parameter", text("name of a parameter of path, query or header"))
                .addProperty("code", text("stable"))
                .addProperty("detail", text("in English"));
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("What went wrong (RFC 9457). Some problems have more members, such as `mergedInto`.")
                .required(new ArrayList<>(List.of("type", "title", "status", "detail", "code", "requestId")))
                .addProperty("type", text("a URI that ends in the code").format("uri"))
                .addProperty("title", text("the same for each occurrence"))
                .addProperty(
                        "status",
                        OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32"))
                .addProperty("detail", text("what it is this time"))
                .addProperty("code", text("stable; new ones may be added").examples(List.of("not-found")))
                .addProperty("requestId", text("the X-Request-Id, also in the log"))
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(SchemaType.ARRAY)
                                .description(
                                        "each wrong place of the request, the first 100; detail says if more are left off")
                                .maxItems(Problem.MOST_FAULTS)
                                .items(fault))
                .extensions(Map.of("x-codes", codes()));
    }

    /** All codes of this service: the constants of every enum of problems. */
    private List<String> codes() {
        var codes = new TreeSet<String>();
        for (ClassInfo type : index.getAllKnownImplementations(DotName.createSimple(ProblemType.class))) {
            type.enumConstants().stream()
                    .map(FieldInfo::name)
                    .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                    .forEach(codes::add);
        }
        return List.copyOf(codes);
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}
