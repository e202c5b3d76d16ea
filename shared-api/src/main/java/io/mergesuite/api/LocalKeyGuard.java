package io.mergesuite.api;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start in production with the key of one machine, unless told so (SEC-01). */
@ApplicationScoped
class LocalKeyGuard {

    private final SecuritySettings settings;
    private final Optional<String> publicKey;

    LocalKeyGuard(
            SecuritySettings settings, @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> publicKey) {
        this.settings = settings;
        this.publicKey = publicKey;
    }

    void started(@Observes StartupEvent event) {
        check(LaunchMode.current());
    }

    void check(LaunchMode mode) {
        boolean local = publicKey.isPresent() || settings.localKey().isPresent();
        if (mode == LaunchMode.NORMAL && local && !settings.allowLocalKey()) {
            throw new IllegalStateException("A local key checks the tokens, which is for one machine only. "
                    + "Set quarkus.oidc.auth-server-url to an OIDC provider, or suite.security.allow-local-key=true.");
        }
    }
}
