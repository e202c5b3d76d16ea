package io.mergesuite.merges.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of webhooks is plain Java: addresses, signatures, waits (API-12). */
class SendingRulesTest {

    @ParameterizedTest
    @DisplayName("API-12 no address by which someone outside reaches what stands inside")
    @ValueSource(
            strings = {
                "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
                        "0.1.2.3",
                "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
                "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::7f00:1",
                        "64:ff9b::a00:1",
                "64:ff9b:1::808:808", "2002:7f00:1::", "2001:0:4136:e378::1", "2130706433"
            })
    void notPublic(String address) throws UnknownHostException {
        assertFalse(PublicAddress.isPublic(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @DisplayName("API-12 addresses of the public internet are allowed")
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "192.0.1.1",
                "2606:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::"
            })
    void isPublic(String address) throws UnknownHostException {
        assertTrue(PublicAddress.isPublic(InetAddress.getByName(address)));
    }

    @Test
    @DisplayName("API-12 the signature is that of Standard Webhooks, one for each secret")
    void signature() {
        var secret = new Signature.Secret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        var one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assertEquals("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret.shown());
        assertEquals(
                one + " " + one,
                Signature.of(
                        List.of(secret, secret),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330,
                        "{\"test\": 2432232314}"));
        assertFalse(secret.toString().contains("MfKQ"), "a log never has it");
    }

    @Test
    @DisplayName(
            "API-12 each wait is longer than the one before, up to the longest, with jitter; about 17 attempts in three days")
    void waits() {
        long seed = 4;
        var random = new Random(seed);
        var waits = new Waits(Duration.ofSeconds(5), Duration.ofHours(8));
        var whole = Duration.ofSeconds(5);
        var together = Duration.ZERO;
        int attempts = 1;
        while (together.compareTo(Duration.ofDays(3)) < 0) {
            var wait = waits.after(attempts, random);
            assertTrue(wait.compareTo(whole) <= 0 && wait.compareTo(whole.dividedBy(2)) >= 0, attempts + ": " + wait);
            whole = whole.multipliedBy(3).compareTo(Duration.ofHours(8)) > 0
                    ? Duration.ofHours(8)
                    : whole.multipliedBy(3);
            together = together.plus(wait);
            attempts++;
        }
        assertTrue(attempts > 14 && attempts < 30, "attempts: " + attempts);
        assertTrue(waits.after(1_000_000, random).compareTo(Duration.ofHours(8)) <= 0);
    }

    @Test
    @DisplayName("API-12 the guide shows the very code by which the tests verify")
    void guide() throws IOException {
        var tested = Files.readString(Path.of("src/test/java/io/mergesuite/merges/webhook/VerifyingInTheGuide.java"));
        var code = tested.substring(tested.indexOf("static boolean isGenuine"), tested.indexOf("// end"))
                .strip();
        var shown = Files.readString(Path.of("../docs/guides/webhooks.md"));
        assertEquals(
                List.of(),
                code.lines()
                        .map(String::strip)
                        .filter(line -> !shown.contains(line))
                        .toList());
    }
}
