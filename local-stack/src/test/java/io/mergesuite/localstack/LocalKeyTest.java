package io.mergesuite.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SEC-01, SEC-02. */
class LocalKeyTest {

    @TempDir
    Path folder;

    private LocalKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = LocalKey.readOrMake(folder.resolve("local-key.pem"));
    }

    @Test
    void aTokenIsAcceptedByThePublicKeyAndSaysWhoMayDoWhat() throws Exception {
        Instant end = Instant.now().plus(Duration.ofHours(12));

        String token = key.mint("hanako", List.of("tokyo", "osaka"), List.of("orders:read"), end);

        JwtClaims claims = acceptor(key).processToClaims(token);
        assertEquals("hanako", claims.getSubject());
        assertEquals(List.of("tokyo", "osaka"), claims.getStringListClaimValue("shops"));
        assertEquals(List.of("orders:read"), claims.getStringListClaimValue("permissions"));
        assertEquals(end.getEpochSecond(), claims.getExpirationTime().getValue());
    }

    @Test
    void aForgedOrExpiredTokenIsRefused() throws Exception {
        Instant end = Instant.now().plus(Duration.ofHours(1));
        JwtConsumer acceptor = acceptor(key);

        assertThrows(
                InvalidJwtException.class,
                () -> acceptor.processToClaims(LocalKey.unknown().mint("x", List.of(), List.of(), end)));
        assertThrows(
                InvalidJwtException.class,
                () -> acceptor.processToClaims(
                        key.mint("x", List.of(), List.of(), Instant.now().minusSeconds(60))));
    }

    @Test
    void theKeyStaysTheSameAndOnlyItsOwnerReadsIt() throws Exception {
        LocalKey again = LocalKey.readOrMake(key.file());

        assertEquals(key.publicKey(), again.publicKey());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key.file())));
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() throws Exception {
        Path damaged = Files.writeString(folder.resolve("damaged.pem"), "no key");

        var refused = assertThrows(IOException.class, () -> LocalKey.read(damaged));

        assertEquals(true, refused.getMessage().startsWith(damaged + " holds no private key"));
    }

    private static JwtConsumer acceptor(LocalKey key) throws Exception {
        PublicKey open = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey())));
        return new JwtConsumerBuilder()
                .setVerificationKey(open)
                .setExpectedIssuer("merge-suite")
                .setExpectedAudience("merge-suite")
                .setRequireExpirationTime()
                .build();
    }
}
