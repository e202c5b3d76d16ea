package io.mergesuite.api;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** What is looked at before any operation runs: its query parameters, the size of its body (API-03, API-14). */
class RequestChecks {

    static final int PRIORITY = Priorities.USER - 1000;

    private final ApiSettings settings;
    private final RequestBody body;

    RequestChecks(ApiSettings settings, RequestBody body) {
        this.settings = settings;
        this.body = body;
    }

    @ServerRequestFilter(priority = PRIORITY)
    void query(ContainerRequestContext request, ResourceInfo resource) {
        Map<String, Boolean> known = Operation.of(resource).queryParameters();
        Problem unknown = new Problem(
                CommonProblem.UNKNOWN_PARAMETER,
                known.isEmpty()
                        ? "this operation takes no query parameters"
                        : "this operation takes "
                                + String.join(
                                        ", ", known.keySet().stream().sorted().toList()));
        Problem repeated = new Problem(CommonProblem.DUPLICATE_PARAMETER, "give each parameter once");
        Problem empty = new Problem(CommonProblem.INVALID, "leave a parameter out rather than empty");
        for (Map.Entry<String, List<String>> given :
                request.getUriInfo().getQueryParameters().entrySet()) {
            if (!known.containsKey(given.getKey())) {
                unknown.atParameter(given.getKey(), "unknown-parameter", "is not known");
            } else if (given.getValue().size() > 1 && !known.get(given.getKey())) {
                repeated.atParameter(given.getKey(), "duplicate-parameter", "is given more than once");
            } else if (given.getValue().contains("")) {
                // The framework would take it for absent, and a filter for none.
                empty.atParameter(given.getKey(), "wrong-format", "is empty");
            }
        }
        for (Problem problem : List.of(unknown, repeated, empty)) {
            if (!problem.faults().isEmpty()) {
                throw problem;
            }
        }
    }

    @ServerRequestFilter(priority = PRIORITY + 1)
    void body(ContainerRequestContext request, ResourceInfo resource) throws IOException {
        if (!request.hasEntity()) {
            return;
        }
        Operation operation = Operation.of(resource);
        long limit = operation.bodyLimit().orElse(settings.bodyLimit().asLongValue());
        String announced = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && Long.parseLong(announced) > limit) {
            throw tooLarge(limit);
        }
        InputStream limited = new Limited(request.getEntityStream(), limit);
        boolean streamed =
                operation.idempotent() != null && operation.idempotent().streamed();
        if (!streamed && isJson(request.getMediaType())) {
            byte[] bytes = limited.readAllBytes();
            body.received(bytes);
            request.setEntityStream(new ByteArrayInputStream(bytes));
        } else {
            request.setEntityStream(limited);
        }
    }

    private static boolean isJson(MediaType type) {
        return type == null
                || type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                || type.getSubtype().endsWith("+json");
    }

    private static Problem tooLarge(long limit) {
        return new Problem(CommonProblem.BODY_TOO_LARGE, "this operation takes at most " + limit + " bytes")
                .with("limit", limit)
                // What is still under way is not worth reading.
                .header("Connection", "close");
    }

    /** Fails as soon as more than the limit has come, whatever Content-Length said. */
    private static final class Limited extends FilterInputStream {

        private final long limit;
        private long read;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int some = super.read(into, offset, length);
            count(Math.max(some, 0));
            return some;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int more) {
            read += more;
            if (read > limit) {
                throw tooLarge(limit);
            }
        }
    }
}
