package dev.loopline.kit.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names by which requests reach a service. A page of the web can let a name of its own lead to this machine (DNS
 * rebinding) and is then of the same site as the service. Addresses, and names that cannot be registered, are safe. Stateless.
 */
public final class HostNames {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-f:.%]*:[0-9a-f:.%]*]?");
    /** Reserved by RFC 6761, 6762 and 8375, by ICANN for private use, and names of services in Kubernetes. */
    private static final List<String> PRIVATE = List.of(".localhost", ".local", ".internal", ".home.arpa", ".svc");

    private HostNames() {}

    /**
     * Whether requests to this name are answered.
     *
     * @param host of the request, without its port; null if it names none, as no browser does
     * @param configured further names
     */
    public static boolean isTrusted(@Nullable String host, Collection<String> configured) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return ADDRESS.matcher(plain).matches()
                || plain.indexOf('.') < 0
                || PRIVATE.stream().anyMatch(plain::endsWith)
                || configured.stream().anyMatch(plain::equalsIgnoreCase);
    }
}
