package io.mergesuite.merges.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric signature of Standard Webhooks 1.0: HMAC-SHA256 over id, time and body, with each secret that is good now. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    private Signature() {}

    /** What a webhook is signed with. */
    static final class Secret {

        private static final SecureRandom RANDOM = new SecureRandom();

        private final byte[] bytes;

        Secret(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        static Secret next() {
            var bytes = new byte[SECRET_BYTES];
            RANDOM.nextBytes(bytes);
            return new Secret(bytes);
        }

        byte[] bytes() {
            return bytes.clone();
        }

        /** As its holder gets it. */
        String shown() {
            return "whsec_" + Base64.getEncoder().encodeToString(bytes);
        }

        /** So that no log ever has it. */
        @Override
        public String toString() {
            return "whsec_…";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /**
     * The header {@code webhook-signature}.
     *
     * @param seconds of the epoch, as in {@code webhook-timestamp}
     */
    static String of(List<Secret> secrets, String id, long seconds, String body) {
        byte[] signed = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(Secret secret, byte[] signed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes, ALGORITHM));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
