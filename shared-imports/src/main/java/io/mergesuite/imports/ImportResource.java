package io.mergesuite.imports;

/**
 * The REST resource of one kind's imports (API-13): {@code POST}, list, {@code GET} and rejections. A service subclasses it in a few lines:
 *
 * <pre>{@code
 * @Path("/v1/customers/imports")
 * class CustomerImportResource extends ImportResource {
 *     CustomerImportResource(Imports imports, CustomerImport target) {
 *         super(imports, target, "customers:write");
 *     }
 * }
 * }</pre>
 */
public abstract class ImportResource {

    /**
     * @param permission the kind's write permission, such as {@code customers:write} (SEC-02)
     */
    protected ImportResource(Imports imports, ImportTarget<?> target, String permission) {}
}
