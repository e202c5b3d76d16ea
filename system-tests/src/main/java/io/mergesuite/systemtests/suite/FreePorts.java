package io.mergesuite.systemtests.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.stream.IntStream;

/** Ports for a stack beside whatever else runs on this machine. */
public final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int BASES = 8_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    /** The first of a row of ports that are free now, below those that the system gives out by itself. */
    public static int first() {
        return new Random()
                .ints(TRIES, FIRST, FIRST + BASES)
                .filter(first -> IntStream.of(0, 1, 2, 3, 4, 1000, 2000, 2001, 3000, 3001)
                        .map(offset -> first + offset)
                        .allMatch(FreePorts::free))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no row of free ports was found"));
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
