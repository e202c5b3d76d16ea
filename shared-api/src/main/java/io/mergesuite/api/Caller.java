package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import java.util.SortedSet;

/**
 * Who calls, and what exists for them (SEC-02, SEC-03).
 *
 * <p>Between services the subject is the calling service, {@link #shops} is the one shop named by {@code X-Suite-Shop},
 * and {@link #actor} is the person or key for whom the service works.
 */
@RequestScoped
public class Caller {

    /** The permission by which services call each other. */
    public static final String INTERNAL = "internal";

    /** The token's {@code sub}. */
    public String subject() {
        throw new UnsupportedOperationException();
    }

    /** For the record of who did it: {@link #subject}, between services what {@code X-Suite-Actor} says. */
    public String actor() {
        throw new UnsupportedOperationException();
    }

    /** The shops of the token, sorted. A record of any other shop does not exist for the caller. */
    public SortedSet<ShopId> shops() {
        throw new UnsupportedOperationException();
    }

    /** Whether records of this shop exist for the caller; if not, they are answered like what is not there: 404. */
    public boolean sees(ShopId shop) {
        return shops().contains(shop);
    }

    /** Whether the token holds a permission, such as {@code customers:read-merged}. */
    public boolean may(String permission) {
        return permissions().contains(permission);
    }

    /** All permissions of the token. */
    public Set<String> permissions() {
        throw new UnsupportedOperationException();
    }

    /**
     * The shop that a body names, or the token's only one.
     *
     * @param given may be null
     * @throws Problem 400 {@code shop-required} if none is given and the token knows several; 422 {@code unknown-shop}
     *     if the caller does not see it
     */
    public ShopId shopOr(ShopId given) {
        throw new UnsupportedOperationException();
    }
}
