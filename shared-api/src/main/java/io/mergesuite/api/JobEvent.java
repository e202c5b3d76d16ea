package io.mergesuite.api;

/**
 * A change of a job, as its event stream shows it (API-07).
 *
 * @param id 1 or more, and grows with every change of the job; a client that comes back names the last it has seen
 * @param name the event's type, such as {@code state} or {@code progress}
 * @param data written as JSON
 */
public record JobEvent(long id, String name, Object data) {}
