package io.mergesuite.systemtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The OpenAPI documents of the five running services, against which every answer is held (API-03, API-16): its status must be one
 * that the operation documents, and a refusal a problem with one of the service's documented codes.
 */
final class Documents implements SuiteClient.AnswerCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final StackLayout layout;
    private List<Operation> operations;
    private final Map<Service, Set<String>> codes = new EnumMap<>(Service.class);

    Documents(StackLayout layout) {
        this.layout = layout;
    }

    /** All operations of the five documents. */
    synchronized List<Operation> operations() throws IOException, InterruptedException {
        if (operations == null) {
            operations = read();
        }
        return operations;
    }

    /** Whether a service documents this code. */
    synchronized boolean documents(Service service, String code) throws IOException, InterruptedException {
        operations();
        return codes.get(service).contains(code);
    }

    /** The operation that answers at an address, if there is one: fixed words of a path go before variable ones. */
    Optional<Operation> find(Service service, String method, String address) throws IOException, InterruptedException {
        List<Operation> there = operations().stream()
                .filter(operation -> operation.service() == service && operation.isAt(address))
                .toList();
        Optional<String> path = there.stream()
                .map(Operation::path)
                .reduce((one, other) -> one.split("\\{", -1).length <= other.split("\\{", -1).length ? one : other);
        return there.stream()
                .filter(operation -> operation.path().equals(path.orElseThrow()))
                .filter(operation -> operation.method().equals(method))
                .findFirst();
    }

    @Override
    public void check(Service service, String method, String path, Answer answer)
            throws IOException, InterruptedException {
        if (path.startsWith("/q/")) {
            return;
        }
        String what = method + " " + path + " of " + service.id() + ": " + answer.status() + " " + answer.text();
        Optional<Operation> operation = find(service, method, path);
        if (operation.isPresent() && !operation.get().statuses().contains(answer.status())) {
            throw new AssertionError("an undocumented status. " + what);
        }
        if (answer.status() < 400) {
            return;
        }
        if (!String.valueOf(answer.header("Content-Type")).startsWith("application/problem+json")) {
            throw new AssertionError("a refusal without a problem. " + what);
        }
        if (!documents(service, answer.json().path("code").asText())) {
            throw new AssertionError("an undocumented code. " + what);
        }
        if (answer.json().path("status").asInt() != answer.status()) {
            throw new AssertionError("a problem of another status. " + what);
        }
    }

    private List<Operation> read() throws IOException, InterruptedException {
        List<Operation> found = new ArrayList<>();
        try (SuiteClient client = new SuiteClient(layout, "", TIMEOUT)) {
            for (Service service : Service.values()) {
                JsonNode document =
                        client.get(service, "/q/openapi?format=json").expect(200);
                Set<String> known = new HashSet<>();
                document.at("/components/schemas/Problem/x-codes").forEach(code -> known.add(code.asText()));
                codes.put(service, known);
                for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                    for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                        if (method.getValue().has("responses")) {
                            found.add(Operation.of(
                                    service,
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()));
                        }
                    }
                }
            }
        }
        return List.copyOf(found);
    }
}
