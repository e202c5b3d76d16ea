package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.sample.Kind;
import io.mergesuite.systemtests.sample.Sample;
import io.mergesuite.systemtests.sample.SampleLoad;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The made-up shop of {@code ./suite sample}, loaded as the command does it. */
@ExtendWith(RunningSuite.Extension.class)
class SampleIT {

    private static final int CUSTOMERS = 1_000;

    private final RunningSuite suite;

    SampleIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    @DisplayName(
            "CU-07: a sample goes in without a line coming back, once more without a change, out, and in again equal")
    void aSampleGoesInAndOut() throws Exception {
        Sample sample = new Sample(7, CUSTOMERS);
        String shop = "sample-" + UUID.randomUUID().toString().substring(0, 8);
        try (SuiteClient client = suite.caller(shop)) {
            Map<Kind, SampleLoad.Loaded> loaded = load(sample, shop, client);
            assertEquals(CUSTOMERS, loaded.get(Kind.CUSTOMERS).created());
            loaded.forEach((kind, count) -> {
                assertEquals(0, count.rejected(), kind::toString);
                assertEquals(true, count.created() > 0, kind::toString);
            });
            assertEquals(loaded, load(sample, shop, client)); // each import is found again by its key

            Map<String, JsonNode> exported = byRef(
                    client.get(Service.CUSTOMER_SERVICE, "/v1/customers/export").text());
            ByteArrayOutputStream made = new ByteArrayOutputStream();
            sample.writeCustomers(made, written -> {});
            Map<String, JsonNode> sent = byRef(made.toString(StandardCharsets.UTF_8));
            assertEquals(sent.keySet(), exported.keySet());
            sent.forEach((ref, customer) -> {
                for (String field :
                        List.of("kind", "familyName", "givenNameKana", "companyName", "birthday", "registeredAt")) {
                    assertEquals(customer.path(field), exported.get(ref).path(field), ref + " " + field);
                }
            });
            for (Kind kind : Kind.values()) {
                Answers answers = again(kind, client);
                assertEquals(loaded.get(kind).created(), answers.unchanged(), kind + " " + answers);
            }
        }
    }

    private Map<Kind, SampleLoad.Loaded> load(Sample sample, String shop, SuiteClient client)
            throws IOException, InterruptedException {
        return new SampleLoad(sample, shop, client, new Patience(suite.layout(), line -> {}), line -> {}).load();
    }

    /** What became of an export that was imported as it was. */
    private record Answers(long read, long unchanged, long rejected) {}

    private static Answers again(Kind kind, SuiteClient client) throws Exception {
        String exported = client.get(kind.service(), kind.path().replace("/imports", "/export"))
                .text();
        String path = kind.path() + "/"
                + client.importFile(
                                kind.service(), kind.path(), UUID.randomUUID().toString(), "{}", exported)
                        .expect(201)
                        .path("id")
                        .asText();
        MadeUpShop.await(
                kind + " come in again",
                () -> client.get(kind.service(), path).expect(200).hasNonNull("endedAt"));
        JsonNode ended = client.get(kind.service(), path).expect(200);
        return new Answers(
                ended.path("read").asLong(),
                ended.path("unchanged").asLong(),
                ended.path("rejected").asLong());
    }

    private static Map<String, JsonNode> byRef(String ndjson) throws IOException {
        Map<String, JsonNode> byRef = new HashMap<>();
        for (String line : ndjson.lines().toList()) {
            JsonNode customer = SuiteClient.JSON.readTree(line);
            byRef.put(customer.path("externalRef").asText(), customer);
        }
        return byRef;
    }
}
