package dev.loopline.kit.http;

import dev.loopline.kit.oidc.ProviderSettings;
import dev.loopline.kit.oidc.ProviderTokens;
import dev.loopline.kit.oidc.TokenVerdict;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may make calls that change something: who has a token of Loopline's, or one of the provider if one is configured. Safe for
 * all threads.
 */
public final class TokenGuard {

    private static final String BEARER = "Bearer ";
    private static final TokenVerdict.Refused UNKNOWN = new TokenVerdict.Refused(
            401, "TOKEN_MISSING_OR_WRONG", "this call needs the header Authorization: Bearer <token>");

    private final NamedTokens tokens;
    private final Optional<ProviderTokens> provider;

    private TokenGuard(NamedTokens tokens, Optional<ProviderTokens> provider) {
        this.tokens = tokens;
        this.provider = provider;
    }

    /**
     * @param tokens those of Loopline's, as in {@link HttpConfig#token()}; may be blank
     * @param oidc the settings of the provider, see {@link ProviderSettings#read}
     * @throws dev.loopline.kit.startup.StartupRefusedException if something is configured that cannot be
     */
    public static TokenGuard of(String tokens, Function<String, Optional<String>> oidc) {
        return new TokenGuard(
                NamedTokens.parse(tokens),
                ProviderSettings.read(oidc).map(settings -> new ProviderTokens(settings, Clock.systemUTC())));
    }

    boolean hasTokens() {
        return !tokens.isEmpty();
    }

    /** Whether calls are judged at all. */
    public boolean isRequired() {
        return hasTokens() || provider.isPresent();
    }

    /**
     * Judges a call. Takes the same time for every wrong token of Loopline's; for one of a provider it may take the seconds that
     * the provider takes.
     *
     * @param authorization the header of that name, if there is one
     */
    public TokenVerdict judge(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return UNKNOWN;
        }
        String offered = authorization.substring(BEARER.length()).strip();
        Optional<String> name = tokens.nameOf(offered);
        if (name.isPresent()) {
            return new TokenVerdict.Accepted(name.get());
        }
        return provider.isPresent() ? provider.get().judge(offered) : UNKNOWN;
    }
}
