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
}
