package io.mergesuite.merges.door;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A service behind the door that answers byte by byte as a test says, and keeps what it was asked. */
final class ServiceBehind implements AutoCloseable {

    /** How a request is answered; the connection is closed afterwards. */
    interface Manner {
        void answer(Asked asked, OutputStream out) throws IOException;
    }

    /** A request as it came: its first line, its headers, and the bytes that follow. */
    record Asked(String line, List<String> headers, InputStream body) {

        /** The values of a header. */
        List<String> all(String name) {
            return headers.stream()
                    .filter(header -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(header -> header.substring(name.length() + 1).strip())
                    .toList();
        }
    }

    private final ServerSocket socket = new ServerSocket();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Manner manner;
    private final Thread accepting;

    ServiceBehind(int port, Manner manner) throws IOException {
        this.manner = manner;
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    /** What has come so far. */
    List<Asked> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                var connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            var request = new Asked(
                    line(in),
                    Stream.generate(() -> line(in)).takeWhile(l -> !l.isEmpty()).toList(),
                    in);
            asked.add(request);
            manner.answer(request, connection.getOutputStream());
        } catch (IOException e) {
            // the door has hung up
        }
    }

    private static String line(InputStream in) {
        try {
            var text = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        } catch (IOException e) {
            return "";
        }
    }

    private void join() {
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bytes of a text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        join(); // only then the port is free
        for (var connection : open) {
            connection.close();
        }
    }
}
