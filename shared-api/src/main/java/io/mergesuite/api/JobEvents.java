package io.mergesuite.api;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.Map;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;

/** Server-sent events of long work: ids, replay by {@code Last-Event-ID}, heartbeat, closing {@code end} (API-07). */
@ApplicationScoped
public class JobEvents {

    private static final Logger LOG = Logger.getLogger(JobEvents.class);
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String END = "end";

    private final ApiSettings settings;

    JobEvents(ApiSettings settings) {
        this.settings = settings;
    }

    /**
     * The stream of a job, for a resource method with {@code @Produces(SERVER_SENT_EVENTS)}, {@code @Blocking}. Check that
     * the caller sees the job before calling it. The last event is {@code end}: after the job's own last one, or with the
     * code of a problem if the job can't be read any more; a client need not come back then. A stream that is closed
     * without it (after an hour, or by a stop of the service) can be taken up by {@code Last-Event-ID}.
     *
     * @param since given the id that the client has seen last (0 at first), what the job has to tell after it; asked again
     *     and again outside the request, so it may use no request-scoped bean
     * @throws Problem 400 if {@code Last-Event-ID} is none of ours
     */
    public Multi<OutboundSseEvent> stream(HttpHeaders headers, LongFunction<JobChanges> since) {
        long seen = seen(headers.getHeaderString(LAST_EVENT_ID));
        return Multi.createFrom()
                .emitter(emitter -> Thread.ofVirtual().name("job-events").start(() -> run(emitter, seen, since)));
    }

    private void run(MultiEmitter<? super OutboundSseEvent> emitter, long seenBefore, LongFunction<JobChanges> since) {
        long seen = seenBefore;
        long opened = System.nanoTime();
        long sent = opened;
        try {
            while (!emitter.isCancelled()
                    && System.nanoTime() - opened < settings.eventStream().toNanos()) {
                JobChanges changes = since.apply(seen);
                for (JobEvent event : changes.events()) {
                    emitter.emit(event(event.name(), event.data())
                            .id(Long.toString(event.id()))
                            .build());
                    seen = event.id();
                }
                if (changes.ended()) {
                    emitter.emit(event(END, Map.of()).build());
                    break;
                }
                if (!changes.events().isEmpty()) {
                    sent = System.nanoTime();
                } else if (System.nanoTime() - sent >= settings.eventHeartbeat().toNanos()) {
                    emitter.emit(SseImpl.INSTANCE
                            .newEventBuilder()
                            .comment("still there")
                            .build());
                    sent = System.nanoTime();
                }
                Thread.sleep(settings.eventPoll());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The status has long been sent. Without an end, browsers would come back for ever.
            Problem problem = ProblemOf.thrown(e, null);
            LOG.warn("an event stream has failed", e);
            emitter.emit(event(END, Map.of("code", problem.type().code())).build());
        }
        emitter.complete();
    }

    private static OutboundSseEvent.Builder event(String name, Object data) {
        return SseImpl.INSTANCE
                .newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data);
    }

    private static long seen(String id) {
        if (id == null || id.isEmpty()) {
            return 0;
        }
        if (!id.matches("[0-9]{1,18}")) {
            throw new Problem(CommonProblem.INVALID, "the event stream can't be taken up there")
                    .atParameter(LAST_EVENT_ID, "wrong-format", "is no id of these events");
        }
        return Long.parseLong(id);
    }
}
