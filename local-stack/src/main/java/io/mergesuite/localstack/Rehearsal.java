package io.mergesuite.localstack;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has a running stack do what it is there for, so that its services load and run the code that they will need: records of each kind, merges,
 * lists.
 */
final class Rehearsal {

    private static final int ROUNDS = 25;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final StackLayout layout;
    private final String token;

    Rehearsal(StackLayout layout) {
        this.layout = layout;
        this.token = layout.mint(
                "rehearsal",
                List.of(Stack.SAMPLE_SHOP),
                Permissions.ALL,
                Instant.now().plus(Duration.ofHours(1)));
    }

    /** @throws IllegalStateException if a service does not do its part */
    void run() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int round = 0; round < ROUNDS; round++) {
                round(client);
            }
        }
    }

    private void round(HttpClient client) throws IOException, InterruptedException {
        String survivor = customer(client);
        String source = customer(client);
        post(client, Service.ORDER_SERVICE, "/v1/orders", """
                {"shopId": "sample", "customerId": "%s", "currency": "JPY", "orderer": {"familyName": "山田", "phone": "090-1234-5678"},
                 "lines": [{"sku": "TEA-1", "name": "緑茶", "quantity": 2, "unitPrice": 1200}]}""".formatted(source));
        post(client, Service.ORDER_SERVICE, "/v1/inquiries", """
                {"shopId": "sample", "customerId": "%s", "channel": "MAIL", "subject": "delivery", "customer": {"familyName": "山田"},
                 "messages": [{"at": "2026-11-01T09:30:00Z", "from": "CUSTOMER", "text": "When?"}]}""".formatted(source));
        post(client, Service.LEAD_SERVICE, "/v1/leads", """
                {"shopId": "sample", "type": "RENT", "familyName": "山田", "customerId": "%s"}""".formatted(source));
        post(client, Service.BLACKLIST_SERVICE, "/v1/blacklist/entries", """
                {"shopId": "sample", "customerId": "%s", "reason": "unpaid"}""".formatted(source));
        String merge = post(client, Service.MERGE_ORCHESTRATOR, "/v1/merges", """
                {"survivorId": "%s", "sourceIds": ["%s"], "reason": "rehearsal"}""".formatted(survivor, source));
        if (!merge.contains("\"COMPLETED\"")) {
            throw new IllegalStateException("a merge did not end within " + LIMIT.toSeconds() + " s: " + merge);
        }
        get(client, Service.MERGE_ORCHESTRATOR, "/v1/merges?customerId=" + source);
        get(client, Service.CUSTOMER_SERVICE, "/v1/customers?shopId=sample");
        get(client, Service.ORDER_SERVICE, "/v1/orders?customerId=" + survivor);
        get(client, Service.ORDER_SERVICE, "/v1/inquiries?customerId=" + survivor);
        get(client, Service.LEAD_SERVICE, "/v1/leads?customerId=" + survivor);
        get(client, Service.BLACKLIST_SERVICE, "/v1/blacklist/entries?customerId=" + survivor);
    }

    private String customer(HttpClient client) throws IOException, InterruptedException {
        String customer = post(client, Service.CUSTOMER_SERVICE, "/v1/customers", """
                {"shopId": "sample", "kind": "INDIVIDUAL", "familyName": "山田", "givenName": "花子",
                 "emails": [{"value": "hanako@example.jp", "primary": true}], "phones": [{"value": "090-1234-5678"}]}""");
        Matcher id = ID.matcher(customer);
        if (!id.find()) {
            throw new IllegalStateException("a customer without an id: " + customer);
        }
        return id.group(1);
    }

    private String post(HttpClient client, Service service, String path, String body)
            throws IOException, InterruptedException {
        return send(
                client,
                request(service, path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Prefer", "wait=" + LIMIT.toSeconds())
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void get(HttpClient client, Service service, String path) throws IOException, InterruptedException {
        send(client, request(service, path).GET());
    }

    private HttpRequest.Builder request(Service service, String path) {
        return HttpRequest.newBuilder(layout.uri(service).resolve(path))
                .timeout(LIMIT.plusSeconds(10))
                .header("Authorization", "Bearer " + token);
    }

    private static String send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    answer.request().uri() + " answers " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
