package io.mergesuite.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/** A stored file as a stream: one chunk in memory at a time, each read by a query of its own. */
final class StoredFile extends InputStream {

    private final ImportStore store;
    private final UUID id;
    private byte[] chunk = new byte[0];
    private int number;
    private int at;
    private long delivered;

    StoredFile(ImportStore store, UUID id) {
        this.store = store;
        this.id = id;
    }

    /** How many bytes were read. */
    long delivered() {
        return delivered;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == chunk.length) {
            chunk = store.chunk(id, number).orElse(new byte[0]);
            number++;
            at = 0;
            if (chunk.length == 0) {
                return -1;
            }
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, target, offset, count);
        at += count;
        delivered += count;
        return count;
    }

    /** What can be had without a query: gzip asks, to tell whether another member follows. */
    @Override
    public int available() {
        return chunk.length - at;
    }
}
