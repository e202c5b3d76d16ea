package io.mergesuite.api;

import jakarta.enterprise.context.RequestScoped;

/** The raw bytes of a JSON request, read before it runs. */
@RequestScoped
class RequestBody {

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;

    void received(byte[] received) {
        bytes = received;
    }

    /** Not copied: for reading only. Empty if there is none, or if the operation takes it as a stream. */
    byte[] bytes() {
        return bytes;
    }
}
