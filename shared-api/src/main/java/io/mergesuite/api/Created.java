package io.mergesuite.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** 201 as every operation answers it. */
public final class Created {

    private Created() {}

    /**
     * The answer to a request that has made something.
     *
     * @param location the path of what was made, such as {@code /v1/orders/…}; sent as it is, so that it holds behind any gateway
     * @param tag of what was made, or null for what has none
     */
    public static Response at(String location, EntityTag tag, Object body) {
        Response.ResponseBuilder answer = Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, location)
                .entity(body);
        if (tag != null) {
            answer.header(HttpHeaders.ETAG, tag.header());
        }
        return answer.build();
    }
}
