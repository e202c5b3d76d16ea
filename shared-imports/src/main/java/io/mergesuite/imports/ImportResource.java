package io.mergesuite.imports;

import io.mergesuite.api.BodyLimit;
import io.mergesuite.api.Caller;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.Created;
import io.mergesuite.api.EntityTag;
import io.mergesuite.api.Idempotent;
import io.mergesuite.api.JobChanges;
import io.mergesuite.api.JobEvent;
import io.mergesuite.api.JobEvents;
import io.mergesuite.api.Page;
import io.mergesuite.api.PageRequest;
import io.mergesuite.api.PreferredWait;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/**
 * The REST resource of one kind's imports (API-13). A service subclasses it in a few lines:
 *
 * <pre>{@code
 * @Path("/v1/customers/imports")
 * class CustomerImportResource extends ImportResource {
 *     CustomerImportResource(Imports imports, CustomerImport target) {
 *         super(imports, target, "customers:write");
 *     }
 * }
 * }</pre>
 *
 * <p>The permission is checked here and not by an annotation: Quarkus does not apply a subclass's security annotations to the methods it
 * inherits. Operation ids, and the permission in the OpenAPI document, come from {@link ImportOperations}.
 */
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public abstract class ImportResource {

    private static final Set<String> PARTS = Set.of("mapping", "file");
    private static final int LONGEST_MAPPING = 1 << 20;
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private final Imports imports;
    private final ImportTarget<?> target;
    private final String permission;

    @Inject
    Caller caller;

    @Inject
    JobEvents events;

    /**
     * @param permission the kind's write permission, such as {@code customers:write} (SEC-02)
     */
    protected ImportResource(Imports imports, ImportTarget<?> target, String permission) {
        this.imports = imports;
        this.target = target;
        this.permission = permission;
    }

    /** The parts of a request, for the OpenAPI document. */
    @Schema(name = "ImportRequest", requiredProperties = "file")
    static class Parts {
        @Schema(
                description =
                        "How the file's columns become fields, as JSON; see the guide to imports. Left out, the file has"
                                + " the fields' own names.")
        public String mapping;

        @Schema(
                description =
                        "CSV or NDJSON, as it is or packed by gzip; in UTF-8 unless a byte-order mark, the mapping or the part's"
                                + " `Content-Type` says otherwise.",
                format = "binary")
        public String file;
    }

    @POST
    @RunOnVirtualThread
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Idempotent(required = true, streamed = true, replay = Idempotent.Replay.PRESENT_STATE)
    @BodyLimit(BodyLimit.IMPORT)
    @Operation(
            summary = "Import a file",
            description =
                    "Stores the file and answers; the rows are applied afterwards. With `Prefer: wait=N` the answer waits up to N"
                            + " seconds for the end. Where a row changes a customer that is there, an empty cell of CSV says"
                            + " nothing, unless the mapping has `\"default\": null` for it; `null` in NDJSON clears. A file in another"
                            + " character set than it is said to be is refused, and a line with bytes that are not in it comes back.")
    @RequestBody(
            required = true,
            content =
                    @Content(mediaType = MediaType.MULTIPART_FORM_DATA, schema = @Schema(implementation = Parts.class)))
    @APIResponse(
            responseCode = "201",
            description = "The import; follow `Location`.",
            content = @Content(schema = @Schema(implementation = ImportAnswer.class)))
    public Response create(MultipartFormDataInput form, @Context HttpHeaders headers, @Context UriInfo uri) {
        requirePermission();
        requireKnownParts(form);
        String mapping = mapping(form);
        FormValue file = part(form, "file")
                .filter(FormValue::isFileItem)
                .orElseThrow(() -> new Problem(
                        ImportProblem.FILE_MISSING, "the file is sent as a part named file, with a filename"));
        ShopId shop = caller.shopOr(MappingReader.read(mapping, target.shape()).shopId(), Imports.SHOP_POINTER);
        String path = uri.getAbsolutePath().getPath();
        UUID id = imports.start(
                new Imports.Received(
                        target,
                        shop,
                        caller.actor(),
                        mapping,
                        charset(file),
                        file.getFileName(),
                        file.getFileItem().getFile()),
                path);
        ImportAnswer job =
                imports.await(id, target.kind(), PreferredWait.of(headers)).orElseThrow(ImportResource::notFound);
        return Created.at(path + "/" + id, EntityTag.of(job.version()), job);
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "List imports, newest first")
    public Page<ImportAnswer> list(
            @BeanParam PageRequest page, @QueryParam("shopId") ShopId shopId, @QueryParam("state") ImportState state) {
        requirePermission();
        Collection<ShopId> shops =
                shopId == null ? caller.shops() : caller.sees(shopId) ? Set.of(shopId) : Set.<ShopId>of();
        UUID before = page.after().map(List::getFirst).map(UUID::fromString).orElse(null);
        return page.of(
                imports.list(target.kind(), shops, state, before, page.limit() + 1),
                job -> List.of(job.id().toString()),
                job -> job);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}")
    @Operation(summary = "Show an import", description = "While it runs, `Retry-After` says when to ask again.")
    @APIResponse(
            responseCode = "200",
            description = "The import as it is now.",
            content = @Content(schema = @Schema(implementation = ImportAnswer.class)))
    public Response get(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        ImportAnswer job = find(id);
        return EntityTag.of(job.version()).answerJob(headers, job, job.state().hasEnded());
    }

    @GET
    @Blocking
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "Follow an import by server-sent events")
    public Multi<OutboundSseEvent> events(@PathParam("id") UUID id, @Context HttpHeaders headers) {
        find(id);
        return events.stream(
                headers,
                seen -> imports.find(id, target.kind())
                        .map(job -> JobChanges.since(
                                seen,
                                new JobEvent(job.version(), "progress", job),
                                job.state().hasEnded()))
                        .orElse(new JobChanges(List.of(), true)));
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/rejections")
    @Operation(
            summary = "List the lines that came back",
            description =
                    "By line. While the import runs, lines can still be added; when it has ended the list is whole.")
    public Page<Rejection> rejections(@PathParam("id") UUID id, @BeanParam PageRequest page) {
        find(id);
        return page.of(
                imports.rejections(id, line(page), page.limit() + 1),
                rejection -> List.of(Long.toString(rejection.line())),
                rejection -> rejection);
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/results")
    @Produces({NDJSON, CSV})
    @Operation(
            summary = "Download the lines that came back, to mend and send them again",
            description =
                    "A stream of the rejected lines as they were sent, in the form of the file, CSV or NDJSON, and in UTF-8; each with"
                            + " its reason in the columns `import.line`, `import.field`, `import.code` and `import.reason` or in the member"
                            + " `import`. An import passes these over: mend the lines and send the file again with the same mapping."
                            + " While the import runs, lines can still be added.")
    @APIResponse(
            responseCode = "200",
            description = "The lines, to the last",
            content = {
                @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response results(@PathParam("id") UUID id) {
        find(id);
        Imports.Returned returned = imports.returned(id);
        boolean isCsv = returned.format() == Mapping.Format.CSV;
        return Response.ok(returned.file())
                .type(MediaType.valueOf(isCsv ? CSV : NDJSON).withCharset("UTF-8"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"rejected-%s.%s\"".formatted(id, isCsv ? "csv" : "ndjson"))
                .build();
    }

    @GET
    @RunOnVirtualThread
    @Path("{id}/merged")
    @Operation(
            summary = "List the lines whose customer was merged away",
            description = "They changed nothing; each is named with the survivor's number.")
    public Page<MergedLine> merged(@PathParam("id") UUID id, @BeanParam PageRequest page) {
        find(id);
        return page.of(
                imports.merged(id, line(page), page.limit() + 1),
                merged -> List.of(Long.toString(merged.line())),
                merged -> merged);
    }

    private static long line(PageRequest page) {
        return page.after().map(List::getFirst).map(Long::parseLong).orElse(0L);
    }

    /** The job, if it is of this kind and of a shop that the caller sees. */
    private ImportAnswer find(UUID id) {
        requirePermission();
        return imports.find(id, target.kind())
                .filter(job -> caller.sees(job.shopId()))
                .orElseThrow(ImportResource::notFound);
    }

    private static Problem notFound() {
        return new Problem(CommonProblem.NOT_FOUND, "there is no such import");
    }

    private void requirePermission() {
        if (!caller.may(permission)) {
            throw new Problem(CommonProblem.FORBIDDEN, "the permission " + permission + " is needed");
        }
    }

    /** A part that nobody reads is a misspelt one, or a second file that would be lost. */
    private static void requireKnownParts(MultipartFormDataInput form) {
        form.getValues().forEach((name, values) -> {
            if (!PARTS.contains(name)) {
                throw new Problem(CommonProblem.UNKNOWN_FIELD, "the form has a part that is not known: " + name)
                        .at("/" + name.replace("~", "~0").replace("/", "~1"), "unknown-field", "is not known");
            }
            if (values.size() > 1) {
                throw new Problem(CommonProblem.INVALID, "the form has more than one part " + name)
                        .at("/" + name, "duplicate-part", "is there more than once");
            }
        });
    }

    /** Sent as a text or as a file: both are how people send JSON in a form. */
    private static String mapping(MultipartFormDataInput form) {
        Optional<FormValue> part = part(form, "mapping");
        if (part.isEmpty()) {
            return MappingReader.NONE;
        }
        if (!part.get().isFileItem()) {
            return part.get().getValue();
        }
        try (InputStream json = part.get().getFileItem().getInputStream()) {
            byte[] bytes = json.readNBytes(LONGEST_MAPPING + 1);
            if (bytes.length > LONGEST_MAPPING) {
                throw new Problem(CommonProblem.BODY_TOO_LARGE, "a mapping has at most " + LONGEST_MAPPING + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new Problem(ImportProblem.FILE_UNREADABLE, "the mapping can't be read").causedBy(unreadable);
        }
    }

    /** What the part's {@code Content-Type} says, such as {@code text/csv; charset=windows-1251}; null: nothing. */
    private static Charset charset(FormValue file) {
        String type = file.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return null;
        }
        try {
            String name = MediaType.valueOf(type).getParameters().get(MediaType.CHARSET_PARAMETER);
            return name == null ? null : CharacterSet.named(name);
        } catch (IllegalArgumentException unknown) {
            throw new Problem(
                            ImportProblem.CHARSET_WRONG,
                            "the Content-Type of the part file names a character set that is not known here")
                    .causedBy(unknown);
        }
    }

    private static Optional<FormValue> part(MultipartFormDataInput form, String name) {
        return form.getValues().getOrDefault(name, List.of()).stream().findFirst();
    }
}
