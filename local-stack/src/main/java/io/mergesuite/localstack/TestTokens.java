package io.mergesuite.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Bearer tokens that the services under test accept, and some that they must not (SEC-01, SEC-02). Needs {@link StackTestResource}. */
public final class TestTokens {

    /** Where {@link StackTestResource} leaves the path of the key: the one thing that crosses class loaders. */
    static final String KEY_PROPERTY = "suite.test.local-key";

    private TestTokens() {}

    /** A token that is good for an hour. */
    public static String mint(String subject, Collection<String> shops, Collection<String> permissions) {
        return mint(subject, shops, permissions, Instant.now().plus(Duration.ofHours(1)));
    }

    /**
     * A token of a chosen life.
     *
     * @param expiresAt in the past for a token that has expired
     */
    public static String mint(
            String subject, Collection<String> shops, Collection<String> permissions, Instant expiresAt) {
        try {
            return LocalKey.read(Path.of(System.getProperty(KEY_PROPERTY)))
                    .mint(subject, shops, permissions, expiresAt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token with every permission that people may have, for the given shops. */
    public static String full(String... shops) {
        return mint("tester", List.of(shops), Permissions.ALL);
    }

    /** The same, signed with a key that nobody trusts. */
    public static String forged(String... shops) {
        return LocalKey.unknown()
                .mint("tester", List.of(shops), Permissions.ALL, Instant.now().plus(Duration.ofHours(1)));
    }
}
