package io.mergesuite.merges.erasure;

/** Where an erasure stands. */
enum ErasureState {
    /** customer-service is asked, and may still refuse: then nothing has changed. */
    STARTED,
    /** customer-service has erased the person, so there is no way back; the others are at it. */
    ERASING,
    /** No service has a value of the person any more. */
    COMPLETED,
    /** customer-service could not do it as asked; {@code error} says why. */
    REFUSED;

    boolean ended() {
        return this == COMPLETED || this == REFUSED;
    }
}
