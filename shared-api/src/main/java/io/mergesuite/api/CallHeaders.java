package io.mergesuite.api;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;

/** Sends this service's own token and the request's id with each call of a {@link CallTo} client (SEC-01). */
@Provider
class CallHeaders implements ClientRequestFilter {

    private static final String INVOKED = "org.eclipse.microprofile.rest.client.invokedMethod";

    @Override
    public void filter(ClientRequestContext call) {
        // The token is for services of the suite alone; a client of anything else must never send it.
        if (!(call.getProperty(INVOKED) instanceof Method method)
                || !method.getDeclaringClass().isAnnotationPresent(CallTo.class)) {
            return;
        }
        String token = Arc.container().instance(ServiceToken.class).get().value();
        call.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        if (Arc.container().requestContext().isActive()) {
            var request =
                    Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
            if (request != null) {
                call.getHeaders().putSingle(Front.REQUEST_ID, Front.requestId(request));
            }
        }
    }
}
