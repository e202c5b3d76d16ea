package io.mergesuite.systemtests.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.localstack.document.ServiceDocument;
import io.mergesuite.localstack.document.ServiceDocument.Seen;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The OpenAPI documents of the five running services, against which every answer is held (API-03, API-16), see {@link
 * ServiceDocument}.
 */
final class Documents implements SuiteClient.AnswerCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final StackLayout layout;
    private List<Operation> operations;
    private final Map<Service, ServiceDocument> documents = new EnumMap<>(Service.class);
    private final Map<Service, JsonNode> texts = new EnumMap<>(Service.class);

    Documents(StackLayout layout) {
        this.layout = layout;
    }

    /** A service's document as it stands. */
    synchronized JsonNode text(Service service) throws IOException, InterruptedException {
        operations();
        return texts.get(service);
    }

    /** All operations of the five documents. */
    synchronized List<Operation> operations() throws IOException, InterruptedException {
        if (operations == null) {
            operations = read();
        }
        return operations;
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
        Seen seen = new Seen(method, path, answer.status(), answer.header("Content-Type"), answer.text());
        Optional<String> fault = document(service).fault(seen);
        if (fault.isPresent()) {
            throw new AssertionError(fault.get() + ". " + method + " " + path + " of " + service.id() + ": "
                    + answer.status() + " " + answer.text());
        }
    }

    private synchronized ServiceDocument document(Service service) throws IOException, InterruptedException {
        operations();
        return documents.get(service);
    }

    private List<Operation> read() throws IOException, InterruptedException {
        List<Operation> found = new ArrayList<>();
        try (SuiteClient client = new SuiteClient(layout, "", TIMEOUT)) {
            for (Service service : Service.values()) {
                JsonNode document =
                        client.get(service, "/q/openapi?format=json").expect(200);
                documents.put(service, new ServiceDocument(document));
                texts.put(service, document);
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
