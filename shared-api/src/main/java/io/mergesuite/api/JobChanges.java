package io.mergesuite.api;

import java.util.List;

/**
 * What a job has to tell since an event.
 *
 * @param events those after it, in order; a job that keeps only its present state has at most one
 * @param ended whether nothing can come after them
 */
public record JobChanges(List<JobEvent> events, boolean ended) {

    public JobChanges {
        events = List.copyOf(events);
    }

    /** Of a job that keeps only its present state: that, if it is newer than what was seen. */
    public static JobChanges since(long seen, JobEvent present, boolean ended) {
        return new JobChanges(present.id() > seen ? List.of(present) : List.of(), ended);
    }
}
