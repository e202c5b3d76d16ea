package io.mergesuite.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the local key (SEC-01). */
@ConfigMapping(prefix = "suite.security")
public interface SecuritySettings {

    /** The private key (PEM, PKCS #8) that signs this service's own tokens; without it OIDC client credentials are used. */
    Optional<Path> localKey();

    /** Lets a production start go on with a local key. */
    @WithDefault("false")
    boolean allowLocalKey();
}
