package io.mergesuite.imports;

import io.mergesuite.imports.Mapping.Format;
import java.nio.charset.Charset;

/**
 * How a file is written, as it was found when it came. It is read so to its end, whoever goes on with it, and what comes back is written so.
 *
 * @param delimiter of CSV, else null
 * @param quote of CSV
 * @param header of CSV as it stands in the file, without its line end; null where the first line is data
 */
record FileForm(Charset charset, Format format, Character delimiter, char quote, String header) {}
