package io.mergesuite.systemtests.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * Loads a sample into a running suite as a customer of it would: by imports over the API. Each import has a key that is made from seed,
 * size and content, so a repeat of the command, after whatever broke it off, finds what is done and goes on.
 */
public final class SampleLoad {

    /** Customers whose records make one import: some ten megabytes, held in memory while they are sent. */
    private static final int BLOCKS_A_PART = 20;

    private static final int RESOLVED_AT_ONCE = 1_000;
    private static final int REJECTIONS_SHOWN = 5;
    private static final long LOOK_AGAIN_MILLIS = 200;
    /** Region, time zone and currency are Japan's, whose people type their numbers without country code; the others type it. */
    private static final String REGION = "JP";

    private final Sample sample;
    private final String shop;
    private final SuiteClient client;
    private final Patience patience;
    private final Consumer<String> say;
    private int foundDone;

    /** @param client a caller who holds the shop alone */
    public SampleLoad(Sample sample, String shop, SuiteClient client, Patience patience, Consumer<String> say) {
        this.sample = sample;
        this.shop = shop;
        this.client = client;
        this.patience = patience;
        this.say = say;
    }

    /** What became of the lines of a kind. */
    public record Loaded(long created, long updated, long unchanged, long merged, long rejected) {

        static final Loaded NOTHING = new Loaded(0, 0, 0, 0, 0);

        private Loaded plus(JsonNode ended) {
            return new Loaded(
                    created + ended.path("created").asLong(),
                    updated + ended.path("updated").asLong(),
                    unchanged + ended.path("unchanged").asLong(),
                    merged + ended.path("merged").asLong(),
                    rejected + ended.path("rejected").asLong());
        }
    }

    /** Loads it all. @throws IllegalStateException with a text for people if it can't be done */
    public Map<Kind, Loaded> load() throws IOException, InterruptedException {
        openShop();
        Map<Kind, Loaded> loaded = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            loaded.put(kind, load(kind));
        }
        return loaded;
    }

    /** How many imports an earlier run had done; they are counted as they ended then. */
    public int foundDone() {
        return foundDone;
    }

    private Loaded load(Kind kind) throws IOException, InterruptedException {
        Loaded loaded = Loaded.NOTHING;
        Rate rate = new Rate();
        JsonLine line = new JsonLine();
        for (int first = 0; first < sample.blocks(); first += BLOCKS_A_PART) {
            ByteArrayOutputStream file = new ByteArrayOutputStream(1 << 16);
            List<MadeUpCustomer> contacts = new ArrayList<>();
            int last = Math.min(first + BLOCKS_A_PART, sample.blocks());
            int lines = 0;
            for (int number = first; number < last; number++) {
                List<MadeUpCustomer> block = sample.block(number);
                lines += sample.write(kind, block, line, file);
                block.stream().filter(customer -> customer.company != null).forEach(contacts::add);
            }
            if (lines > 0) {
                loaded = loaded.plus(importOf(kind, kind.word(), first / BLOCKS_A_PART, file.toByteArray(), rate));
                rate.add(lines);
            }
            if (kind == Kind.CUSTOMERS && !contacts.isEmpty()) {
                importOf(kind, "contact-persons", first / BLOCKS_A_PART, contactPersons(contacts, line), null);
            }
        }
        say.accept("  %-14s %s".formatted(kind.word(), rate.rows()));
        return loaded;
    }

    /**
     * Sends a part, or finds it sent, and returns when its import has ended.
     *
     * @param rate null to say nothing of it
     */
    private JsonNode importOf(Kind kind, String what, int part, byte[] file, Rate rate)
            throws IOException, InterruptedException {
        String key =
                "sample-%d-%d-%s-%d-%s".formatted(sample.seed(), sample.customers(), what, part, fingerprint(file));
        Answer sent =
                patience.answer(kind.service(), () -> client.importFile(kind.service(), kind.path(), key, "{}", file));
        if (sent.status() != 201 && sent.status() != 200) {
            throw new IllegalStateException(
                    "The import of " + what + " is refused: " + sent.status() + " " + sent.text());
        }
        String path = kind.path() + "/" + sent.json().path("id").asText();
        JsonNode present = sent.json();
        // Nobody waits for the end here, so only an import of an earlier run has one at once.
        if (present.hasNonNull("endedAt")) {
            foundDone++;
        }
        while (!present.hasNonNull("endedAt")) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            present = patience.answer(kind.service(), () -> client.get(kind.service(), path))
                    .expect(200);
            if (rate != null && present.path("read").asLong() > 0 && rate.due()) {
                say.accept("  %-14s %s"
                        .formatted(what, rate.rows(present.path("read").asLong())));
            }
        }
        if (!present.path("state").asText().equals("COMPLETED")) {
            throw new IllegalStateException("The import of " + what + " has failed: " + present.path("error"));
        }
        if (present.path("rejected").asLong() > 0) {
            tellRejections(kind, path, what);
        }
        return present;
    }

    private void tellRejections(Kind kind, String path, String what) throws IOException, InterruptedException {
        JsonNode rejections = patience.answer(
                        kind.service(),
                        () -> client.get(kind.service(), path + "/rejections?limit=" + REJECTIONS_SHOWN))
                .expect(200);
        for (JsonNode rejection : rejections.path("items")) {
            say.accept("  %s came back: line %s, %s, %s: %s"
                    .formatted(
                            what,
                            rejection.path("line").asText(),
                            rejection.path("field").asText("-"),
                            rejection.path("code").asText(),
                            rejection.path("reason").asText()));
        }
        say.accept("  all of them: " + path + "/rejections");
    }

    /** The ties of contact persons to companies, which are named by ids that only the suite knows (CU-02). */
    private byte[] contactPersons(List<MadeUpCustomer> contacts, JsonLine line)
            throws IOException, InterruptedException {
        List<String> companies = contacts.stream()
                .map(contact -> contact.company.externalRef)
                .distinct()
                .toList();
        Map<String, String> ids = new HashMap<>();
        for (int from = 0; from < companies.size(); from += RESOLVED_AT_ONCE) {
            Map<String, Object> question = Map.of(
                    "shopId",
                    shop,
                    "externalRefs",
                    companies.subList(from, Math.min(from + RESOLVED_AT_ONCE, companies.size())));
            JsonNode answer = patience.answer(
                            Service.CUSTOMER_SERVICE,
                            () -> client.post(Service.CUSTOMER_SERVICE, "/v1/customers/resolve", question))
                    .expect(200);
            StreamSupport.stream(answer.path("items").spliterator(), false)
                    .filter(item -> item.hasNonNull("id"))
                    .forEach(item -> ids.put(
                            item.path("externalRef").asText(), item.path("id").asText()));
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (MadeUpCustomer contact : contacts) {
            String company = ids.get(contact.company.externalRef);
            if (company != null) {
                line.begin()
                        .field("externalRef", contact.externalRef)
                        .field("kind", "INDIVIDUAL")
                        .strings("companyIds", List.of(company))
                        .close()
                        .writeTo(file);
            }
        }
        return file.toByteArray();
    }

    /** Makes the shop if there is none, and has it read a leading 8 as Russia's (CU-08), without which some duplicates are none. */
    private void openShop() throws IOException, InterruptedException {
        String path = "/v1/customer-settings/" + shop;
        Answer present = patience.answer(Service.CUSTOMER_SERVICE, () -> client.get(Service.CUSTOMER_SERVICE, path));
        if (present.status() == 404) {
            Map<String, Object> settings = Map.of(
                    "name",
                    "Sample shop",
                    "timeZone",
                    "Asia/Tokyo",
                    "region",
                    REGION,
                    "language",
                    "ja",
                    "currency",
                    "JPY",
                    "replaceLeading8",
                    "7");
            Answer made = patience.answer(
                    Service.CUSTOMER_SERVICE,
                    () -> client.put(Service.CUSTOMER_SERVICE, path, settings, "If-None-Match", "*"));
            // 412, 428: somebody else made it in between, or an earlier try of this call did.
            if (made.status() == 201 || made.status() == 412 || made.status() == 428) {
                return;
            }
            throw new IllegalStateException(
                    "The shop '" + shop + "' can't be made: " + made.status() + " " + made.text());
        }
        JsonNode settings = present.expect(200);
        if (!settings.path("region").asText().equals(REGION)) {
            throw new IllegalStateException("The shop '" + shop + "' is of region "
                    + settings.path("region").asText() + ", and the sample is for one of " + REGION
                    + ". Name a shop that does not exist yet, and it is made.");
        }
        if (settings.hasNonNull("replaceLeading8")) {
            return;
        }
        if (!shop.equals(Stack.SAMPLE_SHOP)) {
            say.accept("  The shop's replaceLeading8 is not set, so numbers typed with 8 and with +7 stay apart.");
            return;
        }
        ObjectNode changed = settings.deepCopy();
        changed.remove(List.of("shopId", "version"));
        changed.put("replaceLeading8", "7");
        Answer put = patience.answer(
                Service.CUSTOMER_SERVICE,
                () -> client.put(Service.CUSTOMER_SERVICE, path, changed, "If-Match", present.header("ETag")));
        say.accept(
                put.status() == 200
                        ? "  The shop's replaceLeading8 is now 7, so that numbers typed with 8 and with +7 are one."
                        : "  The shop's settings have just changed; its replaceLeading8 is left as it is.");
    }

    private static String fingerprint(byte[] file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
