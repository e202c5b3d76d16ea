package io.mergesuite.localstack;

import java.util.List;

/** The permissions of SEC-02 that a token may carry. {@code internal} is not among them: it is the services' own. */
public final class Permissions {

    public static final List<String> ALL = List.of(
            "shops:read",
            "shops:write",
            "customers:read",
            "customers:write",
            "customers:read-merged",
            "customers:erase",
            "customers:merge",
            "customers:unmerge",
            "merge-policy:write",
            "duplicates:run",
            "orders:read",
            "orders:write",
            "leads:read",
            "leads:write",
            "leads:merge",
            "leads:all-organisations",
            "blacklist:read",
            "blacklist:write",
            "blacklist:merge",
            "attention:work",
            "audit:read",
            "ops:retry");

    private Permissions() {}
}
