package io.mergesuite.api;

import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/** The methods of a path, which a 405 must name (RFC 9110) and the framework does not. */
final class AllowedMethods {

    private AllowedMethods() {}

    static String of(ResteasyReactiveRequestContext request) {
        Set<String> methods = new TreeSet<>();
        String path = request.getPathWithoutPrefix();
        var classes = new RequestMapper<>(request.getDeployment().getClassMappers());
        for (RequestMapper.RequestMatch<InitialMatch> match = classes.map(path);
                match != null;
                match = classes.continueMatching(path, match)) {
            String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
            for (ServerRestHandler handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler routes) {
                    routes.getMappers().forEach((method, paths) -> {
                        if (method != null && paths.map(remaining) != null) {
                            methods.add(method);
                        }
                    });
                }
            }
        }
        return String.join(", ", methods);
    }
}
