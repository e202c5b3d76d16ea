/**
 * Bulk import of CSV and NDJSON through a mapping (API-13, CU-07): one engine for every kind of record. A service implements
 * {@link io.mergesuite.imports.ImportTarget} and {@link io.mergesuite.api.KnownShops}, and subclasses
 * {@link io.mergesuite.imports.ImportResource}; the rest happens here. The guide to mappings is {@code docs/guides/imports.md}.
 */
package io.mergesuite.imports;
