package io.mergesuite.systemtests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Patience;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * The main job told step by step: a person who is there twice is found, made one, and stays one for whoever still knows the old id. Each
 * answer is held against what is told of it. A run that breaks off leaves a shop as any, and the next one does not meet its people.
 */
public final class Demo {

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final String shop;
    private final String run;
    private final SuiteClient client;
    private final Patience patience;
    private final Narrator narrator;

    /**
     * @param shop made if there is none
     * @param run 1 to 20 of a-z and 0-9, part of every external ref and e-mail address; with another run's everything is found again as
     *     that run has left it
     * @param client a caller who holds the shop alone
     * @param say takes the lines
     */
    public Demo(String shop, String run, SuiteClient client, Patience patience, Consumer<String> say) {
        this.shop = shop;
        this.run = run;
        this.client = client;
        this.patience = patience;
        this.narrator = new Narrator(say);
    }

    /** What a run has made, by id. */
    public record Ended(String survivor, String source, String merge, String lateOrder) {}

    /** A customer as it was found. */
    private record Found(String id, String number) {}

    /**
     * Does it all.
     *
     * @throws IllegalStateException with a text for people when the suite answers otherwise than told
     */
    public Ended tell() throws IOException, InterruptedException {
        openShop();
        importPeople();
        importOrders();
        List<Found> twice = lookUp();
        Found survivor = twice.get(0);
        Found source = twice.get(1);
        preview(survivor, source);
        String merge = merge(survivor, source);
        showMoved(survivor, source);
        String lateOrder = placeLateOrder(survivor, source);
        askForSource(survivor, source);
        return new Ended(survivor.id(), source.id(), merge, lateOrder);
    }

    private void openShop() throws IOException, InterruptedException {
        narrator.step("A shop", "It begins with its settings; they say how phone numbers and days are read.");
        String path = "/v1/customer-settings/" + shop;
        Answer present = get(Service.CUSTOMER_SERVICE, path);
        if (present.status() == 200) {
            narrator.request("GET " + path);
            narrator.answer(present, "shopId", "name", "region", "timeZone", "currency");
            narrator.meaning("It is there from an earlier time.");
            return;
        }
        Map<String, String> settings = Map.of(
                "name", "Demo shop", "timeZone", "Asia/Tokyo", "region", "JP", "language", "ja", "currency", "JPY");
        narrator.request("PUT " + path, "region JP, currency JPY, …");
        Answer made = patience.answer(
                Service.CUSTOMER_SERVICE,
                () -> client.put(Service.CUSTOMER_SERVICE, path, settings, "If-None-Match", "*"));
        hold(made.status() == 201 || made.status() == 412, made, "the shop is made");
        narrator.answer(made, "shopId", "name", "region", "timeZone", "currency");
    }

    private void importPeople() throws IOException, InterruptedException {
        narrator.step(
                "Three customers come in from a file",
                "山田花子 ordered in the web shop, and later gave her address once more at the counter, in capitals.",
                "佐藤健 is somebody else.");
        importLines(
                Service.CUSTOMER_SERVICE, "/v1/customers/imports", """
                {"externalRef":"%1$s-web","kind":"INDIVIDUAL","familyName":"山田","givenName":"花子","emails":[{"value":"hanako.%1$s@example.org"}]}
                {"externalRef":"%1$s-counter","kind":"INDIVIDUAL","familyName":"山田","givenName":"はな子","emails":[{"value":"Hanako.%2$s@Example.org"}]}
                {"externalRef":"%1$s-sato","kind":"INDIVIDUAL","familyName":"佐藤","givenName":"健","emails":[{"value":"takeru.%1$s@example.org"}]}
                """.formatted(run, run.toUpperCase(Locale.ROOT)));
    }

    private void importOrders() throws IOException, InterruptedException {
        narrator.step("Their orders and a review come in", "They name their customer as the other system does.");
        importLines(
                Service.ORDER_SERVICE,
                "/v1/orders/imports",
                order("O1", "web", "2026-08-03")
                        + order("O2", "counter", "2026-09-12")
                        + order("O3", "counter", "2026-10-20")
                        + order("O4", "sato", "2026-10-21"));
        importLines(Service.ORDER_SERVICE, "/v1/reviews/imports", """
                {"externalRef":"%1$s-R1","customerExternalRef":"%1$s-counter","sku":"TEA-1","rating":5,"text":"とてもおいしいです。"}
                """.formatted(run));
    }

    private String order(String ref, String customer, String day) {
        return """
                {"externalRef":"%1$s-%2$s","customerExternalRef":"%1$s-%3$s","placedAt":"%4$sT03:00:00Z","currency":"JPY","lines":[{"sku":"TEA-1","name":"緑茶","quantity":1,"unitPrice":1200}]}
                """.formatted(run, ref, customer, day);
    }

    private void importLines(Service service, String path, String lines) throws IOException, InterruptedException {
        narrator.request("POST " + path, lines.strip().split("\n"));
        String key = "demo-" + run + path.replace('/', '-');
        Answer answer =
                patience.answer(service, () -> client.importFile(service, path, key, "{}", lines, "Prefer", "wait=30"));
        hold(answer.status() == 201 || answer.status() == 200, answer, "the import is taken");
        answer = ended(service, path + "/" + idOf(answer.json()), answer);
        narrator.answer(answer, "state", "read", "created", "updated", "rejected");
        hold(answer.json().path("rejected").asLong() == 0, answer, "no line comes back");
        hold(answer.json().path("created").asLong() == lines.lines().count(), answer, "every line is a new record");
    }

    private List<Found> lookUp() throws IOException, InterruptedException {
        narrator.step("The same person, twice", "However it was typed, her e-mail address finds both.");
        String path = "/v1/customers?email=hanako." + run + "@example.org";
        narrator.request("GET " + path);
        Answer answer = get(Service.CUSTOMER_SERVICE, path);
        answer.expect(200);
        narrator.list(answer, "id", "number", "externalRef", "familyName", "givenName");
        List<JsonNode> items = items(answer);
        hold(items.size() == 2, answer, "two customers have the address");
        List<Found> found = new ArrayList<>();
        for (String ref : List.of("-web", "-counter")) {
            for (JsonNode item : items) {
                if (item.path("externalRef").asText().equals(run + ref)) {
                    found.add(new Found(idOf(item), item.path("number").asText()));
                }
            }
        }
        hold(found.size() == 2, answer, "they are the two of the file");
        return found;
    }

    private void preview(Found survivor, Found source) throws IOException, InterruptedException {
        narrator.step("What it would do", "One call asks all services beforehand; nothing changes.");
        Map<String, Object> body = Map.of("survivorId", survivor.id(), "sourceIds", List.of(source.id()));
        narrator.request(
                "POST /v1/merges/preview",
                "{\"survivorId\":\"" + survivor.id() + "\",",
                " \"sourceIds\":[\"" + source.id() + "\"]}");
        Answer answer = patience.answer(
                Service.MERGE_ORCHESTRATOR, () -> client.post(Service.MERGE_ORCHESTRATOR, "/v1/merges/preview", body));
        hold(answer.status() == 200, answer, "the merge can be looked at");
        narrator.answer(answer, "complete", "moves", "warnings", "suggestedSurvivor");
        hold(answer.json().path("complete").asBoolean(), answer, "all services have answered");
        hold(answer.json().at("/moves/orders").asLong() == 2, answer, "the counter's two orders would move");
    }

    private String merge(Found survivor, Found source) throws IOException, InterruptedException {
        narrator.step(
                "Made one",
                "The web shop's record survives, the counter's is merged away; all services agree first, so it happens",
                "everywhere or nowhere.");
        Map<String, Object> body =
                Map.of("survivorId", survivor.id(), "sourceIds", List.of(source.id()), "reason", "same person");
        narrator.request(
                "POST /v1/merges",
                "{\"survivorId\":\"" + survivor.id() + "\",",
                " \"sourceIds\":[\"" + source.id() + "\"],\"reason\":\"same person\"}");
        Answer answer = patience.answer(
                Service.MERGE_ORCHESTRATOR,
                () -> client.postWithKey(
                        Service.MERGE_ORCHESTRATOR, "/v1/merges", "demo-" + run + "-merge", body, "Prefer", "wait=30"));
        hold(answer.status() == 201 || answer.status() == 200, answer, "the merge is taken");
        String id = idOf(answer.json());
        answer = ended(Service.MERGE_ORCHESTRATOR, "/v1/merges/" + id, answer);
        narrator.answer(answer, "id", "state", "result");
        hold(answer.json().path("state").asText().equals("COMPLETED"), answer, "the merge completes");
        return id;
    }

    private void showMoved(Found survivor, Found source) throws IOException, InterruptedException {
        narrator.step("What moved", "All is the survivor's; formerCustomerId says what came from where.");
        for (String kind : List.of("/v1/orders", "/v1/reviews")) {
            String path = kind + "?customerId=" + survivor.id();
            narrator.request("GET " + path);
            Answer answer = get(Service.ORDER_SERVICE, path);
            answer.expect(200);
            narrator.list(answer, "externalRef", "customerId", "formerCustomerId");
            List<JsonNode> items = items(answer);
            boolean orders = kind.equals("/v1/orders");
            hold(items.size() == (orders ? 3 : 1), answer, "nothing is lost and nothing strange is there");
            hold(
                    items.stream()
                                    .filter(item -> item.path("formerCustomerId")
                                            .asText()
                                            .equals(source.id()))
                                    .count()
                            == (orders ? 2 : 1),
                    answer,
                    "the source's records say that they were its");
        }
    }

    private String placeLateOrder(Found survivor, Found source) throws IOException, InterruptedException {
        narrator.step(
                "An order that comes late",
                "The counter has not heard of the merge and sends an order for the id that it knows.");
        Map<String, Object> order = Map.of(
                "shopId",
                shop,
                "customerId",
                source.id(),
                "externalRef",
                run + "-O5",
                "placedAt",
                "2026-11-01T09:30:00Z",
                "currency",
                "JPY",
                "lines",
                List.of(Map.of("sku", "TEA-1", "name", "緑茶", "quantity", 2, "unitPrice", 1200)));
        narrator.request(
                "POST /v1/orders", "{\"customerId\":\"" + source.id() + "\",\"externalRef\":\"" + run + "-O5\", …}");
        Answer placed = patience.answer(
                Service.ORDER_SERVICE,
                () -> client.postWithKey(Service.ORDER_SERVICE, "/v1/orders", "demo-" + run + "-late", order));
        hold(placed.status() == 201 || placed.status() == 200, placed, "the order is taken");
        narrator.answer(placed, "externalRef", "customerId", "formerCustomerId");
        hold(
                placed.json().path("customerId").asText().equals(survivor.id())
                        && placed.json().path("formerCustomerId").asText().equals(source.id()),
                placed,
                "the order is the survivor's and says for whom it came");
        narrator.meaning("It is the survivor's at once.");
        return idOf(placed.json());
    }

    private void askForSource(Found survivor, Found source) throws IOException, InterruptedException {
        narrator.step("The old id goes on leading to her", "Whoever asks for it is told where to go, in one step.");
        String path = "/v1/customers/" + source.id();
        narrator.request("GET " + path);
        Answer moved = get(Service.CUSTOMER_SERVICE, path);
        hold(moved.status() == 307, moved, "a merged-away customer redirects");
        narrator.answer(moved, "mergedInto", "mergeId");
        narrator.meaning("Location: " + moved.header("Location"));
        hold(
                URI.create(moved.header("Location")).getPath().equals("/v1/customers/" + survivor.id()),
                moved,
                "it leads to the survivor");

        narrator.request("GET " + path + "?followMerges=true");
        Answer followed = get(Service.CUSTOMER_SERVICE, path + "?followMerges=true");
        followed.expect(200);
        narrator.answer(followed, "id", "number", "externalRef", "familyName", "givenName");
        hold(idOf(followed.json()).equals(survivor.id()), followed, "it is the survivor");
    }

    /** The present state of what has an end, once it has come. */
    private Answer ended(Service service, String path, Answer first) throws InterruptedException {
        Answer answer = first;
        while (!answer.json().hasNonNull("endedAt")) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            answer = get(service, path);
            answer.expect(200);
        }
        return answer;
    }

    private Answer get(Service service, String path) throws InterruptedException {
        return patience.answer(service, () -> client.get(service, path));
    }

    private static List<JsonNode> items(Answer answer) {
        return StreamSupport.stream(answer.json().path("items").spliterator(), false)
                .toList();
    }

    private static String idOf(JsonNode resource) {
        return resource.path("id").asText();
    }

    private static void hold(boolean holds, Answer answer, String what) {
        if (!holds) {
            throw new IllegalStateException("This should be so, and is not: " + what + ". The answer was "
                    + answer.status() + " " + answer.text());
        }
    }
}
