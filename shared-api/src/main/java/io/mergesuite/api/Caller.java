package io.mergesuite.api;

import io.mergesuite.contracts.ShopId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

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

    private final SecurityIdentity identity;
    private final HttpHeaders headers;
    private SortedSet<ShopId> shops;

    Caller(SecurityIdentity identity, HttpHeaders headers) {
        this.identity = identity;
        this.headers = headers;
    }

    /** The token's {@code sub}. */
    public String subject() {
        return identity.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null
                ? token.getSubject()
                : identity.getPrincipal().getName();
    }

    /** For the record of who did it: {@link #subject}, between services what {@code X-Suite-Actor} says. */
    public String actor() {
        String actor = may(INTERNAL) ? headers.getHeaderString(CallTo.ACTOR) : null;
        return actor == null ? subject() : actor;
    }

    /** The shops of the token, sorted. A record of any other shop does not exist for the caller. */
    public SortedSet<ShopId> shops() {
        if (shops == null) {
            shops = Collections.unmodifiableSortedSet(may(INTERNAL) ? named() : claimed());
        }
        return shops;
    }

    /** Whether records of this shop exist for the caller; if not, they are answered like what is not there: 404. */
    public boolean sees(ShopId shop) {
        return shops().contains(shop);
    }

    /** Whether the token holds a permission, such as {@code customers:read-merged}. */
    public boolean may(String permission) {
        return identity.hasRole(permission);
    }

    /**
     * The shop that a body names, or the token's only one.
     *
     * @param given may be null
     * @throws Problem 400 {@code shop-required} if none is given and the token knows several; 422 {@code unknown-shop}
     *     if the caller does not see it
     */
    public ShopId shopOr(ShopId given) {
        return shopOr(given, "/shopId");
    }

    /**
     * As {@link #shopOr(ShopId)}, for a request that names its shop elsewhere.
     *
     * @param pointer where, as a JSON pointer
     */
    public ShopId shopOr(ShopId given, String pointer) {
        if (given == null) {
            if (shops().size() != 1) {
                throw new Problem(CommonProblem.SHOP_REQUIRED, "the token is good for several shops: name one")
                        .at(pointer, "required", "is missing");
            }
            return shops().first();
        }
        if (!sees(given)) {
            throw new Problem(CommonProblem.UNKNOWN_SHOP, "there is no shop " + given)
                    .at(pointer, "unknown-shop", "is not known");
        }
        return given;
    }

    private SortedSet<ShopId> named() {
        String shop = headers.getHeaderString(CallTo.SHOP);
        if (shop == null) {
            throw new Problem(CommonProblem.SHOP_REQUIRED, "a call between services names its shop")
                    .atParameter(CallTo.SHOP, "required", "is missing");
        }
        return shops(Stream.of(shop));
    }

    private SortedSet<ShopId> claimed() {
        Object claim = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim("shops") : null;
        return switch (claim) {
            case JsonArray array ->
                shops(array.stream().map(value -> value instanceof JsonString text ? text.getString() : ""));
            case Collection<?> values -> shops(values.stream().map(Object::toString));
            case null, default -> Collections.emptySortedSet();
        };
    }

    /** A token may name what is no shop's id; there is no such shop. */
    private static NavigableSet<ShopId> shops(Stream<String> names) {
        NavigableSet<ShopId> shops = new TreeSet<>();
        names.filter(name -> name.matches(ShopId.PATTERN)).map(ShopId::new).forEach(shops::add);
        return shops;
    }
}
