package io.mergesuite.imports;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a text with a mapping, as a job would, without a database. */
final class Reading {

    static final ShopFacts LONDON =
            new ShopFacts(new ShopId("london"), 1, "London", "Europe/London", "GB", "en", "GBP");
    static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

    /** The request of a made-up kind with every type of field. */
    record Purchase(
            ShopId shopId,
            String externalRef,
            Type type,
            Instant placedAt,
            LocalDate dueOn,
            String currency,
            Boolean gift,
            java.math.BigDecimal weight,
            Person customer,
            List<Line> lines,
            List<Mail> emails,
            List<String> tags) {}

    enum Type {
        ORDER,
        RETURN
    }

    record Person(String externalRef, String kind, String familyName, String givenName, LocalDate birthday) {}

    record Line(String sku, String name, Integer quantity, Long unitPrice) {}

    record Mail(String value, Boolean primary) {}

    /** An id of one value: text in JSON. */
    record Code(@JsonValue String value) {}

    static final ImportShape SHAPE =
            ImportShape.of(Purchase.class).key("externalRef").money("lines[].unitPrice");

    private Reading() {}

    /** What came of each record: its JSON, or its flaws as {@code line field code}. */
    static List<String> of(String file, String mapping) {
        return of(file.getBytes(StandardCharsets.UTF_8), mapping);
    }

    static List<String> of(byte[] file, String mapping) {
        return of(file, mapping, SHAPE);
    }

    static List<String> of(String file, String mapping, ImportShape shape) {
        return of(file.getBytes(StandardCharsets.UTF_8), mapping, shape);
    }

    private static List<String> of(byte[] file, String mapping, ImportShape shape) {
        List<String> results = new ArrayList<>();
        try {
            ImportFile opened = open(file, mapping, shape);
            RowMapper mapper = new RowMapper(opened.mapping(), shape, LONDON, TODAY);
            Map<String, List<Row.Cells>> groups = new LinkedHashMap<>();
            for (Row row = opened.rows().next();
                    row != null;
                    row = opened.rows().next()) {
                switch (row) {
                    case Row.Broken broken ->
                        results.add(broken.line() + " null " + broken.flaw().code());
                    case Row.Document document -> results.add(show(mapper.map(document)));
                    case Row.Cells cells -> {
                        String group = mapper.isGrouped() ? mapper.group(cells.values()) : "line " + cells.line();
                        groups.computeIfAbsent(group, key -> new ArrayList<>()).add(cells);
                    }
                }
            }
            groups.values().forEach(rows -> results.add(show(mapper.map(rows))));
        } catch (IOException broken) {
            results.add("broken: " + broken.getMessage());
        }
        return results;
    }

    private static ImportFile open(byte[] file, String mapping, ImportShape shape) throws IOException {
        Mapping read = MappingReader.read(mapping, shape);
        return ImportFile.open(new ByteArrayInputStream(file), read.charset(), read, shape, 1_000);
    }

    /** How the file is written; of one that can't be opened, anything. */
    static FileForm form(byte[] file, String mapping) {
        try {
            return open(file, mapping, SHAPE).form();
        } catch (IOException | Problem unreadable) {
            return new FileForm(StandardCharsets.UTF_8, Mapping.Format.CSV, ',', '"', null);
        }
    }

    /** The one record, without its shop. */
    static String one(String file, String mapping) {
        List<String> results = of(file, mapping);
        return results.size() == 1 ? results.getFirst() : results.toString();
    }

    private static String show(RowMapper.Mapped mapped) {
        if (mapped.draft() == null) {
            List<String> flaws = new ArrayList<>();
            mapped.flaws()
                    .forEach(flaw -> flaws.add(flaw.line() + " " + flaw.flaw().field() + " "
                            + flaw.flaw().code()));
            return String.join(", ", flaws);
        }
        mapped.draft().row().value().remove("shopId");
        return mapped.draft().row().value().toString().replace('"', '\'');
    }
}
