package dev.loopline.kit.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the claims of a token have to say. Safe for all threads. */
final class ClaimRules {

    /** By how much the clocks of provider and service may differ. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(60);

    private final ProviderSettings settings;
    private final Clock clock;

    ClaimRules(ProviderSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Why the token does not count; empty if it does. Its signature is looked at elsewhere. */
    Optional<String> fault(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date begins = claims.getNotBeforeTime();
        if (!settings.issuer().toString().equals(claims.getIssuer())) {
            return Optional.of("it is not one of " + settings.issuer());
        }
        if (!claims.getAudience().contains(settings.audience())) {
            return Optional.of("it is not meant for " + settings.audience());
        }
        if (expires == null) {
            return Optional.of("it does not say when it expires");
        }
        if (!now.minus(CLOCKS_APART).isBefore(expires.toInstant())) {
            return Optional.of("it has expired");
        }
        if (begins != null && now.plus(CLOCKS_APART).isBefore(begins.toInstant())) {
            return Optional.of("it is not valid yet");
        }
        return Optional.empty();
    }

    /** Whether its owner has the role. */
    boolean hasRole(JWTClaimsSet claims) {
        return settings.claims().stream()
                .map(path -> value(claims.getClaims(), path))
                .anyMatch(this::namesTheRole);
    }

    /** Whose token it is: a user or a program. */
    static String owner(JWTClaimsSet claims) {
        String owner = claims.getSubject();
        try {
            owner = owner == null ? claims.getStringClaim("client_id") : owner;
        } catch (ParseException e) {
            owner = null;
        }
        return owner == null ? "unnamed" : owner.replaceAll("[^\\p{Alnum}@._:/+|-]", "_");
    }

    private static @Nullable Object value(Map<String, Object> claims, String path) {
        Object value = claims;
        for (String name : path.split("/")) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }

    /** A list of names, or a text with blanks between them, as scopes are written. */
    private boolean namesTheRole(@Nullable Object value) {
        if (value instanceof String text) {
            return Arrays.asList(text.split(" ")).contains(settings.role());
        }
        return value instanceof Collection<?> names && names.contains(settings.role());
    }
}
