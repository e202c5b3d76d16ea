package io.mergesuite.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ApiTest
class HangingUpIT {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class.getName());

    private final BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Level before;

    @BeforeEach
    void listen() {
        before = LOG.getLevel();
        LOG.setLevel(Level.FINE);
        LOG.addHandler(listening);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(listening);
        LOG.setLevel(before);
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("API-03: a caller that hangs up within its body is no failure: one line at debug, without a stack")
    void whoHangsUpIsNoFailure(boolean reset) throws IOException, InterruptedException {
        URI server = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            // With nothing to linger for, the connection is reset instead of closed.
            socket.setSoLinger(reset, 0);
            socket.getOutputStream()
                    .write(
                            ("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                                            + Wire.token("a")
                                            + "\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            // The server says that it reads the body; before that it may not have looked at the request at all.
            assertFalse(socket.getInputStream().read() < 0);
            socket.getOutputStream().write('{');
        }

        LogRecord line = logged.poll(30, TimeUnit.SECONDS);
        assertNotNull(line, "nothing was logged");
        assertEquals(Level.FINE.intValue(), line.getLevel().intValue(), line::getMessage);
        assertNull(line.getThrown());
    }
}
