package io.mergesuite.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.contracts.message.MessageTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of every version lie in {@code messages/} as they were released. A released file never changes. */
class WireTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Set<String> types() {
        return MessageTypes.names();
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("a message of each version is read whole, and written as it was")
    void readsEveryVersion(String type) throws IOException, Wire.Unreadable {
        byte[] released = released(type);

        Object body = Wire.body(type, released);

        assertEquals(JSON.readTree(released), JSON.readTree(Wire.json(body)));
        assertEquals(type, MessageTypes.nameOf(body.getClass()));
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("what a newer sender adds is passed over")
    void passesOverWhatIsNew(String type) throws IOException, Wire.Unreadable {
        ObjectNode newer = (ObjectNode) JSON.readTree(released(type));
        Object body = Wire.body(type, JSON.writeValueAsBytes(newer));

        newer.put("addedLater", 1);

        assertEquals(body, Wire.body(type, JSON.writeValueAsBytes(newer)));
    }

    @Test
    @DisplayName("a type that is not listed is never read, though it be the name of a class")
    void readsOnlyListedTypes() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        assertThrows(Wire.Unreadable.class, () -> Wire.body("java.lang.Object", json));
        assertThrows(Wire.Unreadable.class, () -> Wire.body(null, json));
        assertThrows(Wire.Unreadable.class, () -> Wire.body("shop-facts.v1", new byte[] {'{'}));
    }

    private static byte[] released(String type) throws IOException {
        try (InputStream file = WireTest.class.getResourceAsStream("/messages/" + type + ".json")) {
            if (file == null) {
                throw new IOException("no released message of type " + type);
            }
            return file.readAllBytes();
        }
    }
}
