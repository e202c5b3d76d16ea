package io.mergesuite.merges.webhook;

import io.mergesuite.api.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where events are sent to. Looked at when a webhook is saved and at each attempt: what a name leads to can change between the two
 * (DNS rebinding), so an attempt connects to the very address that was looked at.
 */
@ApplicationScoped
class Targets {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int LAST_PORT = 65_535;

    private final Set<String> trusted;

    Targets(WebhookSettings settings) {
        this.trusted = settings.trustedHosts().orElse(Set.of());
    }

    /** A place to connect to. */
    record Target(String host, int port, boolean tls, String path, InetSocketAddress address) {}

    /**
     * Looks the host up; may take as long as the resolver does, so not in a transaction.
     *
     * @throws Problem 422 {@code webhook-url-invalid}, {@code webhook-host-unknown} or {@code webhook-address-refused}
     */
    Target resolve(String url) {
        URI uri = parse(url);
        String host = bare(uri.getHost());
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        boolean isTrusted = trusted.contains(host.toLowerCase(Locale.ROOT));
        if (!tls && !isTrusted) {
            throw invalid("must begin with https://");
        }
        InetAddress[] addresses = lookUp(host);
        if (!isTrusted && !Stream.of(addresses).allMatch(PublicAddress::isPublic)) {
            throw new Problem(WebhookProblem.WEBHOOK_ADDRESS_REFUSED, "the host leads to an address that is not public")
                    .at("/url", "webhook-address-refused", "must lead to public addresses");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(host, port, tls, path + query, new InetSocketAddress(addresses[0], port));
    }

    private static URI parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw invalid("is no URL");
        }
        boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw invalid("must have the form https://host/path");
        }
        if (!url.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw invalid("has characters that a URL can't have; encode them");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw invalid("may have neither user nor fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw invalid("has no possible port");
        }
        return uri;
    }

    /** Without the brackets that an IPv6 address has in a URL. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static InetAddress[] lookUp(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new Problem(WebhookProblem.WEBHOOK_HOST_UNKNOWN, "the host of the URL can't be resolved")
                    .at("/url", "webhook-host-unknown", "can't be resolved")
                    .causedBy(e);
        }
    }

    private static Problem invalid(String why) {
        return new Problem(WebhookProblem.WEBHOOK_URL_INVALID, "events can't be sent to this URL")
                .at("/url", "webhook-url-invalid", why);
    }
}
