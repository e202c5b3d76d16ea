package io.mergesuite.systemtests.sample;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a sample into a folder: a file for the import of each kind, {@code contact-persons.csv} with who is whose contact person
 * (ids are not known before the import), and {@code truth.csv} with which records are the same person.
 */
final class SampleFiles {

    private static final int BUFFER = 1 << 20;

    private final Sample sample;
    private final Consumer<String> progress;

    SampleFiles(Sample sample, Consumer<String> progress) {
        this.sample = sample;
        this.progress = progress;
    }

    /** Writes all files, over those of an earlier run. @return lines by kind */
    Map<Kind, Long> writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<Kind, Long> lines = new EnumMap<>(Kind.class);
        Map<Kind, OutputStream> files = new EnumMap<>(Kind.class);
        Rate rate = new Rate();
        JsonLine line = new JsonLine();
        try (OutputStream truth = open(folder.resolve("truth.csv"));
                OutputStream contacts = open(folder.resolve("contact-persons.csv"))) {
            for (Kind kind : Kind.values()) {
                files.put(kind, open(folder.resolve(kind.word() + ".ndjson")));
            }
            truth.write("externalRef,person,why\n".getBytes(StandardCharsets.UTF_8));
            contacts.write("externalRef,companyExternalRef\n".getBytes(StandardCharsets.UTF_8));
            for (int number = 0; number < sample.blocks(); number++) {
                List<MadeUpCustomer> block = sample.block(number);
                for (Kind kind : Kind.values()) {
                    lines.merge(kind, (long) sample.write(kind, block, line, files.get(kind)), Long::sum);
                }
                Sample.writeTruth(block, truth);
                writeContacts(block, contacts);
                rate.add(block.size());
                if (rate.due()) {
                    progress.accept("  customers with their records: " + rate.soFar(sample.customers()));
                }
            }
        } finally {
            for (OutputStream file : files.values()) {
                file.close();
            }
        }
        progress.accept("  customers with their records: " + rate.soFar(sample.customers()));
        return lines;
    }

    private static void writeContacts(List<MadeUpCustomer> block, OutputStream out) throws IOException {
        for (MadeUpCustomer customer : block) {
            if (customer.company != null) {
                String row = customer.externalRef + "," + customer.company.externalRef + "\n";
                out.write(row.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    }
}
