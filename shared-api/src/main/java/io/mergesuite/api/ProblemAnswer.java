package io.mergesuite.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a problem as RFC 9457 has it (API-03). */
@ApplicationScoped
class ProblemAnswer {

    static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE = "urn:problem-type:merge-suite:";

    private final ObjectMapper json;

    ProblemAnswer(ObjectMapper json) {
        this.json = json;
    }

    Response response(Problem problem, String requestId) {
        Response.ResponseBuilder answer =
                Response.status(problem.type().status()).type(MEDIA_TYPE).entity(json(problem, requestId));
        problem.headers().forEach(answer::header);
        return answer.build();
    }

    String json(Problem problem, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", TYPE + problem.type().code());
        body.put("title", problem.type().title());
        body.put("status", problem.type().status());
        body.put("detail", detail(problem));
        body.put("code", problem.type().code());
        body.put("requestId", requestId);
        if (!problem.faults().isEmpty()) {
            body.put(
                    "errors",
                    problem.faults().stream().map(ProblemAnswer::fault).toList());
        }
        problem.members().forEach(body::putIfAbsent);
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "a member of problem " + problem.type().code() + " can't be written", e);
        }
    }

    private static String detail(Problem problem) {
        return problem.faultsLeftOff() == 0
                ? problem.getMessage()
                : problem.getMessage() + "; errors names the first " + Problem.MOST_FAULTS + ", "
                        + problem.faultsLeftOff() + " more are left off";
    }

    private static Map<String, Object> fault(Problem.Fault fault) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (fault.pointer() != null) {
            body.put("pointer", fault.pointer());
        }
        if (fault.parameter() != null) {
            body.put("parameter", fault.parameter());
        }
        body.put("code", fault.code());
        body.put("detail", fault.detail());
        return body;
    }
}
