package io.mergesuite.imports;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.api.CommonProblem;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.KnownShops;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The import jobs of a service, for its {@link ImportResource}s. */
@ApplicationScoped
public class Imports {

    /** Where an import names its shop. */
    static final String SHOP_POINTER = "/mapping/shopId";

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final ImportStore store;
    private final ImportSettings settings;
    private final KnownShops shops;
    private final ImportWorker worker;
    private final IdempotentRequest idempotency;

    Imports(
            ImportStore store,
            ImportSettings settings,
            KnownShops shops,
            ImportWorker worker,
            IdempotentRequest idempotency) {
        this.store = store;
        this.settings = settings;
        this.shops = shops;
        this.worker = worker;
        this.idempotency = idempotency;
    }

    /**
     * What a request wants to start.
     *
     * @param mapping as it was sent
     * @param charset of the file by its {@code Content-Type}; null: it names none
     * @param file as it was sent, on disk until the request ends
     */
    record Received(
            ImportTarget<?> target,
            ShopId shop,
            String actor,
            String mapping,
            Charset charset,
            String fileName,
            Path file) {}

    /**
     * Stores the file and its job in one transaction: either both are there when this returns, or nothing is. A repeat gives the job of
     * the first request.
     *
     * @throws Problem if file and mapping do not fit
     */
    UUID start(Received received, String path) {
        if (shops.find(received.shop()).isEmpty()) {
            throw new Problem(CommonProblem.UNKNOWN_SHOP, "there is no shop " + received.shop())
                    .at(SHOP_POINTER, CommonProblem.UNKNOWN_SHOP.code(), "is no shop");
        }
        Opened opened;
        long size;
        byte[] sha256;
        try {
            opened = check(received);
            size = Files.size(received.file());
            sha256 = sha256(received);
        } catch (IOException unreadable) {
            throw new Problem(ImportProblem.FILE_UNREADABLE, "the file can't be read: " + Decoding.BROKEN)
                    .causedBy(unreadable);
        }
        Optional<String> replay = idempotency.claim(received.shop(), sha256);
        if (replay.isPresent()) {
            return UUID.fromString(replay.get());
        }
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        QuarkusTransaction.requiringNew()
                .timeout((int) settings.receiveTimeout().toSeconds())
                .run(() -> {
                    store.insert(
                            id,
                            received.shop(),
                            received.target().kind(),
                            received.actor(),
                            opened.mapping(),
                            received.fileName(),
                            size,
                            opened.form(),
                            opened.ignoredColumns());
                    storeChunks(id, received.file());
                    idempotency.answered(201, path + "/" + id, null);
                });
        worker.wake();
        return id;
    }

    /** What is stored of a mapping that fits its file. */
    private record Opened(String mapping, FileForm form, List<String> ignoredColumns) {}

    private Opened check(Received received) throws IOException {
        ImportShape shape = received.target().shape();
        Mapping given = MappingReader.read(received.mapping(), shape);
        try (InputStream file = Files.newInputStream(received.file())) {
            Charset named = given.charset() == null ? received.charset() : given.charset();
            ImportFile opened = ImportFile.open(
                    file, named, given, shape, (int) settings.longestRow().asLongValue());
            boolean groupedByHeader =
                    given.fields() == null && !opened.mapping().groupBy().isEmpty();
            return new Opened(
                    groupedByHeader ? MappingReader.written(received.mapping(), opened.mapping()) : received.mapping(),
                    opened.form(),
                    opened.ignoredColumns());
        }
    }

    private static byte[] sha256(Received received) throws IOException {
        try (InputStream file = Files.newInputStream(received.file())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] mapping = received.mapping().getBytes(StandardCharsets.UTF_8);
            digest.update((mapping.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(mapping);
            if (received.charset() != null) {
                digest.update((received.charset().name() + ":").getBytes(StandardCharsets.UTF_8));
            }
            byte[] buffer = new byte[1 << 16];
            for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void storeChunks(UUID id, Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            int number = 0;
            for (byte[] chunk = file.readNBytes(ImportStore.CHUNK);
                    chunk.length > 0;
                    chunk = file.readNBytes(ImportStore.CHUNK)) {
                store.insertChunk(id, number, chunk);
                number++;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Optional<ImportAnswer> find(UUID id, String kind) {
        return store.find(id, kind);
    }

    /** The job when it has ended, or as it is when the time is over. */
    Optional<ImportAnswer> await(UUID id, String kind, Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        Optional<ImportAnswer> job = store.find(id, kind);
        while (job.isPresent() && !job.get().state().hasEnded() && System.nanoTime() < until) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return job;
            }
            job = store.find(id, kind);
        }
        return job;
    }

    List<ImportAnswer> list(String kind, Collection<ShopId> shops, ImportState state, UUID before, int limit) {
        return store.list(kind, shops, state, before, limit);
    }

    List<Rejection> rejections(UUID id, long after, int limit) {
        return store.rejections(id, after, limit);
    }

    /**
     * The lines that came back, as a file; its first page is read. It takes the memory of one page, and holds no transaction open, however slow
     * its reader is. When a later page can't be read the writing ends with an exception, and the client is left with a broken stream.
     *
     * @throws Problem 410 if the lines were forgotten
     */
    Returned returned(UUID id) {
        FileForm form = store.formOfReturned(id)
                .orElseThrow(() -> new Problem(CommonProblem.ERASED, "the lines of this import were forgotten"));
        ReturnedLines lines = new ReturnedLines(form);
        List<Rejection> first = store.returned(id, 0);
        return new Returned(form.format(), output -> {
            output.write(lines.head().getBytes(StandardCharsets.UTF_8));
            for (List<Rejection> page = first;
                    !page.isEmpty();
                    page = store.returned(id, page.getLast().line())) {
                for (Rejection rejection : page) {
                    output.write(lines.line(rejection).getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    /** A file of lines that came back. */
    record Returned(Mapping.Format format, StreamingOutput file) {}

    List<MergedLine> merged(UUID id, long after, int limit) {
        return store.merged(id, after, limit);
    }
}
