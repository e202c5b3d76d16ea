package io.mergesuite.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Reads the code of a problem that another service has answered with. */
@Provider
class CallRefusal implements ResponseExceptionMapper<RuntimeException> {

    private final ObjectMapper json;

    CallRefusal(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean handles(int status, MultivaluedMap<String, Object> headers) {
        return status >= 400 && status < 500;
    }

    @Override
    public RuntimeException toThrowable(Response response) {
        return new CalleeRefused(response.getStatus(), code(response));
    }

    private String code(Response response) {
        try (InputStream body = response.readEntity(InputStream.class)) {
            JsonNode problem = body == null ? null : json.readTree(body);
            return problem == null ? "" : problem.path("code").asText("");
        } catch (IOException e) {
            return "";
        }
    }
}
