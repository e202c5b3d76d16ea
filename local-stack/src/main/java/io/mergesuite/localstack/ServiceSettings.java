package io.mergesuite.localstack;

import java.util.Map;

/** The settings that a service of the suite gets from outside, by their names; tests and stack give the same. */
final class ServiceSettings {

    private ServiceSettings() {}

    /**
     * Who is let in.
     *
     * @param cursorKey signs the cursors of lists (API-06)
     */
    static Map<String, String> security(LocalKey key, String cursorKey) {
        return Map.of(
                "quarkus.oidc.public-key",
                key.publicKey(),
                "quarkus.oidc.token.issuer",
                LocalKey.ISSUER,
                "quarkus.oidc.token.audience",
                LocalKey.ISSUER,
                "quarkus.oidc.roles.role-claim-path",
                "permissions",
                "suite.security.local-key",
                key.file().toString(),
                "suite.security.allow-local-key",
                "true",
                "suite.cursor.key",
                cursorKey);
    }

    static Map<String, String> database(String jdbcUrl, String role, String password) {
        return Map.of(
                "quarkus.datasource.jdbc.url", jdbcUrl,
                "quarkus.datasource.username", role,
                "quarkus.datasource.password", password);
    }

    static Map<String, String> kafka(String bootstrapServers) {
        return Map.of("kafka.bootstrap.servers", bootstrapServers);
    }
}
