package io.mergesuite.merges.door;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The resources of another service, by the first segment after {@code /v1}. What does not stand here is the orchestrator's own or
 * nothing: dead letters, which each service has, what is between services, and all under {@code /q} are never forwarded.
 *
 * @param service the name of the service behind
 * @param address where that is
 */
record DoorRoute(String service, Function<DoorSettings, URI> address, Set<String> resources) {

    private static final List<DoorRoute> ALL = List.of(
            new DoorRoute("customer-service", DoorSettings::customerService, Set.of("customers", "customer-settings")),
            new DoorRoute(
                    "order-service",
                    DoorSettings::orderService,
                    Set.of("orders", "subscriptions", "reviews", "inquiries")),
            new DoorRoute("lead-service", DoorSettings::leadService, Set.of("leads")),
            new DoorRoute("blacklist-service", DoorSettings::blacklistService, Set.of("blacklist")));

    private static final String BASE = "/v1/";

    /** The route of a path without dot segments and query. */
    static Optional<DoorRoute> of(String path) {
        if (!path.startsWith(BASE)) {
            return Optional.empty();
        }
        int end = path.indexOf('/', BASE.length());
        String resource = path.substring(BASE.length(), end < 0 ? path.length() : end);
        return ALL.stream().filter(route -> route.resources.contains(resource)).findFirst();
    }
}
