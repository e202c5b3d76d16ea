package io.mergesuite.merges.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The receiver's side, as {@code docs/guides/webhooks.md} shows it; a test compares the two. */
final class VerifyingInTheGuide {

    private VerifyingInTheGuide() {}

    // begin: as in the guide
    static boolean isGenuine(String secret, String id, long timestamp, String signature, String body)
            throws GeneralSecurityException {
        if (Math.abs(Instant.now().getEpochSecond() - timestamp) > 300) {
            return false; // sent long ago: perhaps recorded by someone
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        byte[] own = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        for (String each : signature.split(" ", -1)) {
            if (each.startsWith("v1,")
                    && MessageDigest.isEqual(own, Base64.getDecoder().decode(each.substring(3)))) {
                return true;
            }
        }
        return false;
    }
    // end
}
