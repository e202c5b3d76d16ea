package io.mergesuite.api;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.client.OidcClient;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.util.KeyUtils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This service's own token for calls to the others (SEC-01): minted from the local key, or by OIDC client credentials
 * ({@code quarkus.oidc-client.*}), whose client must have the permission {@code internal}.
 */
@Unremovable
@ApplicationScoped
class ServiceToken {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(1);

    private record Minted(String token, Instant until) {}

    private final SecuritySettings settings;
    private final Instance<OidcClient> oidc;
    private final String service;
    private final String issuer;
    private final String audience;
    private volatile Minted minted;

    ServiceToken(
            SecuritySettings settings,
            Instance<OidcClient> oidc,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "quarkus.oidc.token.issuer", defaultValue = "merge-suite") String issuer,
            @ConfigProperty(name = "quarkus.oidc.token.audience", defaultValue = "merge-suite") String audience) {
        this.settings = settings;
        this.oidc = oidc;
        this.service = service;
        this.issuer = issuer;
        this.audience = audience;
    }

    /** A token that is good for at least a minute, or as long as the provider gives it. */
    String value() {
        Minted now = minted;
        if (now == null || now.until().isBefore(Instant.now())) {
            now = settings.localKey().map(this::mint).orElseGet(this::fetch);
            minted = now;
        }
        return now.token();
    }

    private Minted mint(Path key) {
        Instant expires = Instant.now().plus(LIFE);
        String token = Jwt.claims()
                .issuer(issuer)
                .audience(audience)
                .subject(service)
                .claim("permissions", List.of(Caller.INTERNAL))
                .expiresAt(expires)
                .sign(read(key));
        return new Minted(token, expires.minus(RENEWED_BEFORE));
    }

    private static PrivateKey read(Path key) {
        try {
            return KeyUtils.decodePrivateKey(Files.readString(key));
        } catch (IOException e) {
            throw new UncheckedIOException("suite.security.local-key can't be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("suite.security.local-key is no private key in PEM form", e);
        }
    }

    private Minted fetch() {
        var tokens = oidc.get().getTokens().await().atMost(Duration.ofSeconds(5));
        Long expires = tokens.getAccessTokenExpiresAt();
        Instant until =
                expires == null ? Instant.now() : Instant.ofEpochSecond(expires).minus(RENEWED_BEFORE);
        return new Minted(tokens.getAccessToken(), until);
    }
}
