package io.mergesuite.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Makes and reads cursors: the position in plain JSON under a signature that covers the position and what it is a
 * position in. A position is no secret; that the caller can't move it is what counts.
 */
@Unremovable
@ApplicationScoped
class CursorSigner {

    private static final Logger LOG = Logger.getLogger(CursorSigner.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final TypeReference<List<String>> POSITION = new TypeReference<>() {};
    private static final TypeReference<Map<String, JsonNode>> MEMBERS = new TypeReference<>() {};

    private final SecretKeySpec key;
    private final ObjectMapper json;
    private final RequestBody body;
    private final Caller caller;

    CursorSigner(CursorSettings settings, ObjectMapper json, RequestBody body, Caller caller) {
        this.key = new SecretKeySpec(
                settings.key()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .orElseGet(CursorSigner::random),
                ALGORITHM);
        this.json = json;
        this.body = body;
        this.caller = caller;
    }

    /** @param search whether the body says what is listed */
    String sign(List<String> position, UriInfo request, boolean search) {
        try {
            byte[] content = json.writeValueAsBytes(position);
            byte[] cursor = ByteBuffer.allocate(SIGNATURE_BYTES + content.length)
                    .put(signature(content, request, search))
                    .put(content)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The position, or nothing if the cursor is not one of this list. */
    Optional<List<String>> read(String cursor, UriInfo request, boolean search) {
        try {
            byte[] signed = Base64.getUrlDecoder().decode(cursor);
            byte[] content = Arrays.copyOfRange(signed, Math.min(SIGNATURE_BYTES, signed.length), signed.length);
            byte[] signature = Arrays.copyOf(signed, SIGNATURE_BYTES);
            if (MessageDigest.isEqual(signature, signature(content, request, search))) {
                return Optional.of(json.readValue(content, POSITION));
            }
        } catch (IllegalArgumentException | IOException e) {
            LOG.debug("a cursor that is none", e);
        }
        return Optional.empty();
    }

    private byte[] signature(byte[] position, UriInfo request, boolean search) {
        var filter = new TreeMap<String, List<String>>(request.getQueryParameters());
        filter.remove(PageRequest.CURSOR);
        filter.remove(PageRequest.LIMIT);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (Object part : List.of(request.getPath(), filter, caller.shops(), search ? searched() : Map.of())) {
                byte[] bytes = json.writeValueAsBytes(part);
                mac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            mac.update(position);
            return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the body of a search asks for, whatever the order of its members. */
    private Map<String, JsonNode> searched() throws IOException {
        var filter = new TreeMap<String, JsonNode>(json.readValue(body.bytes(), MEMBERS));
        filter.remove(PageRequest.CURSOR);
        filter.remove(PageRequest.LIMIT);
        return filter;
    }

    private static byte[] random() {
        LOG.warn("suite.cursor.key is not set: cursors end with this process");
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
