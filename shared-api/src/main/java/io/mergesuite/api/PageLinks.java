package io.mergesuite.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Adds {@code Link: <…>; rel="next"} to a page that has a next one (API-06); not to that of a search, which no address can ask for. */
class PageLinks {

    @ServerResponseFilter
    void link(ContainerRequestContext request, ContainerResponseContext response) {
        if (HttpMethod.GET.equals(request.getMethod())
                && response.getEntity() instanceof Page<?> page
                && page.next() != null) {
            response.getHeaders()
                    .add(HttpHeaders.LINK, "<" + next(request.getUriInfo(), page.next()) + ">; rel=\"next\"");
        }
    }

    /** Relative to the host, so that it holds behind any gateway. */
    private static String next(UriInfo request, String cursor) {
        URI next = request.getRequestUriBuilder()
                .replaceQueryParam(PageRequest.CURSOR, cursor)
                .build();
        return next.getRawPath() + "?" + next.getRawQuery();
    }
}
