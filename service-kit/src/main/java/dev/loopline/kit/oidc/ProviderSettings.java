package dev.loopline.kit.oidc;

import dev.loopline.kit.startup.StartupRefusedException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which tokens count.
 *
 * @param issuer the provider, as it stands in the claim {@code iss}, without a slash at the end that the provider does not write
 * @param audience has to be in the claim {@code aud}
 * @param role has to be in one of the claims
 * @param claims where roles and scopes stand; a slash leads into an object
 */
public record ProviderSettings(URI issuer, String audience, String role, List<String> claims) {

    /** Where the usual providers write roles and scopes. */
    private static final List<String> USUAL_CLAIMS = List.of("roles", "groups", "realm_access/roles", "scope", "scp");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    public ProviderSettings {
        claims = List.copyOf(claims);
    }

    /**
     * Reads settings by their names: {@code issuer}, {@code audience}, {@code role}, {@code role-claim}.
     *
     * @return empty if none is set
     * @throws StartupRefusedException if they are incomplete or unsafe
     */
    public static Optional<ProviderSettings> read(Function<String, Optional<String>> setting) {
        Function<String, Optional<String>> filled =
                name -> setting.apply(name).map(String::strip).filter(value -> !value.isEmpty());
        boolean isOff = Stream.of("issuer", "audience", "role", "role-claim")
                .allMatch(name -> filled.apply(name).isEmpty());
        return isOff
                ? Optional.empty()
                : Optional.of(new ProviderSettings(
                        issuer(required(filled, "issuer")),
                        required(filled, "audience"),
                        required(filled, "role"),
                        filled.apply("role-claim").map(List::of).orElse(USUAL_CLAIMS)));
    }

    private static String required(Function<String, Optional<String>> setting, String name) {
        return setting.apply(name)
                .orElseThrow(() -> new StartupRefusedException("tokens of a provider are configured without "
                        + variable(name)
                        + "; set LOOPLINE_OIDC_ISSUER, LOOPLINE_OIDC_AUDIENCE and LOOPLINE_OIDC_ROLE, or"
                        + " none of them"));
    }

    private static URI issuer(String text) {
        try {
            URI issuer = URI.create(text);
            if (isSafe(issuer)) {
                return issuer;
            }
        } catch (IllegalArgumentException e) {
            throw new StartupRefusedException(
                    "LOOPLINE_OIDC_ISSUER is '" + text + "', which is no address: " + e.getMessage(), e);
        }
        throw new StartupRefusedException("LOOPLINE_OIDC_ISSUER is '" + text
                + "'; it has to be an address with https, because who answers there decides whose tokens count");
    }

    /** Whether the keys of the provider come by TLS or from this machine, so that no other machine can replace them. */
    static boolean isSafe(URI address) {
        return address.getHost() != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme()) && THIS_MACHINE.contains(address.getHost())));
    }

    /** The environment variable of a setting. */
    public static String variable(String name) {
        return "LOOPLINE_OIDC_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
