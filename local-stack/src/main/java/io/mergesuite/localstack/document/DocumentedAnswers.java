package io.mergesuite.localstack.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.document.ServiceDocument.Seen;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;

/**
 * Holds every answer that a module's tests get by REST Assured against the document of the service under test (API-16): one that the
 * document doesn't tell fails the test that met it.
 *
 * <pre>{@code @WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)}</pre>
 *
 * <p>Once in a module; then it is so for all its test classes.
 */
public final class DocumentedAnswers implements QuarkusTestResourceLifecycleManager, Filter {

    private volatile ServiceDocument document;

    @Override
    public Map<String, String> start() {
        return Map.of();
    }

    @Override
    public void inject(Object testInstance) {
        RestAssured.replaceFiltersWith(this);
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response answer = context.next(request, expected);
        URI asked = URI.create(request.getURI());
        if (!asked.getPath().startsWith("/v1/")) {
            return answer;
        }
        String body = answer.asString();
        document(asked)
                .fault(new Seen(request.getMethod(), asked.getPath(), answer.statusCode(), answer.contentType(), body))
                .ifPresent(fault -> {
                    throw new AssertionError(fault + ". " + request.getMethod() + " " + asked.getPath() + ": "
                            + answer.statusCode() + " " + body);
                });
        return answer;
    }

    private ServiceDocument document(URI asked) {
        if (document == null) {
            try (InputStream stream =
                    asked.resolve("/q/openapi?format=json").toURL().openStream()) {
                document = new ServiceDocument(new ObjectMapper().readTree(stream));
            } catch (IOException e) {
                throw new AssertionError("the document of the service can't be read", e);
            }
        }
        return document;
    }

    @Override
    public void stop() {
        // The document goes with the tests.
    }
}
