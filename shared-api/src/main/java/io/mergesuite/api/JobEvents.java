package io.mergesuite.api;

import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.function.LongFunction;

/** Server-sent events of long work: ids, replay by {@code Last-Event-ID}, heartbeat, closing {@code end} (API-07). */
@ApplicationScoped
public class JobEvents {

    /**
     * The stream of a job, for a resource method with {@code @Produces(SERVER_SENT_EVENTS)} and
     * {@code @RestStreamElementType(APPLICATION_JSON)}. Check that the caller sees the job before calling it.
     *
     * @param since given the id that the client has seen last (0 at first), the events after it in order; asked again and
     *     again outside the request, so it may use no request-scoped bean. A job that keeps only its present state answers
     *     that one if its id is greater.
     */
    public Multi<OutboundSseEvent> stream(HttpHeaders headers, LongFunction<List<JobEvent>> since) {
        throw new UnsupportedOperationException();
    }
}
