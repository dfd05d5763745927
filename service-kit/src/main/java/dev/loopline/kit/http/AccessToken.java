package dev.loopline.kit.http;

import dev.loopline.kit.oidc.TokenVerdict;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens that guard changing calls, if some are configured. Read once, at start. */
@ApplicationScoped
public class AccessToken {

    private static final int FIRST = 1;

    private final HttpConfig config;
    private final OidcConfig oidc;
    private TokenGuard guard = TokenGuard.of("", name -> Optional.empty());

    AccessToken(HttpConfig config, OidcConfig oidc) {
        this.config = config;
        this.oidc = oidc;
    }

    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        StartupGate.require(this::isRequired);
    }

    @PostConstruct
    void read() {
        Optional<String> configured = config.tokenFile().map(AccessToken::read).or(config::token);
        guard = TokenGuard.of(configured.orElse(""), this::oidc);
        if (configured.isPresent() && !guard.hasTokens()) {
            // Configured tokens mean that calls are guarded; an empty file must not open them to all callers.
            throw new StartupRefusedException(
                    "tokens are configured, but there is none in them; write one per line into"
                            + " the file of LOOPLINE_HTTP_TOKEN_FILE, or unset LOOPLINE_HTTP_TOKEN_FILE and LOOPLINE_HTTP_TOKEN");
        }
    }

    private Optional<String> oidc(String name) {
        return switch (name) {
            case "issuer" -> oidc.issuer();
            case "audience" -> oidc.audience();
            case "role" -> oidc.role();
            case "role-claim" -> oidc.roleClaim();
            default -> throw new IllegalArgumentException(name);
        };
    }

    boolean isRequired() {
        return guard.isRequired();
    }

    /** See {@link TokenGuard#judge}. */
    TokenVerdict judge(@Nullable String authorization) {
        return guard.judge(authorization);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the token file " + file + " cannot be read; set LOOPLINE_HTTP_TOKEN_FILE to a readable file", e);
        }
    }
}
