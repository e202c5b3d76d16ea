package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each service has a page to try it (API-17). */
@ExtendWith(RunningSuite.Extension.class)
class SwaggerUiIT {

    private static final URI PAGE = URI.create("/q/swagger-ui/");
    private static final Pattern PART = Pattern.compile("(?:src|href)=\"([^\"#:]+\\.(?:js|css))\"");

    private final RunningSuite suite;

    SwaggerUiIT(RunningSuite suite) {
        this.suite = suite;
    }

    @TestFactory
    @DisplayName(
            "API-17 the page loads without a token, shows the service's document, and takes a bearer token for its operations")
    Stream<DynamicTest> page() {
        return Stream.of(Service.values())
                .map(service -> dynamicTest(service.id(), () -> {
                    try (SuiteClient anyone = suite.bearer("")) {
                        Answer page = anyone.get(service, PAGE.getPath());
                        assertEquals(200, page.status(), page::text);
                        assertTrue(page.text().contains("'/q/openapi'"), page::text);
                        List<String> parts = PART.matcher(page.text())
                                .results()
                                .map(part -> PAGE.resolve(part.group(1)).getPath())
                                .toList();
                        assertTrue(parts.size() > 2, page::text);
                        for (String part : parts) {
                            assertEquals(200, anyone.get(service, part).status(), part);
                        }

                        JsonNode document =
                                anyone.get(service, "/q/openapi?format=json").expect(200);
                        JsonNode scheme = document.at("/components/securitySchemes/bearer");
                        assertEquals("http", scheme.path("type").asText(), scheme::toString);
                        assertEquals("bearer", scheme.path("scheme").asText(), scheme::toString);
                        for (Map.Entry<String, JsonNode> path :
                                document.path("paths").properties()) {
                            for (Map.Entry<String, JsonNode> method :
                                    path.getValue().properties()) {
                                if (method.getValue().has("responses")) {
                                    assertTrue(
                                            method.getValue()
                                                    .path("security")
                                                    .toString()
                                                    .contains("\"bearer\""),
                                            () -> method.getKey() + " " + path.getKey());
                                }
                            }
                        }
                    }
                }));
    }
}
