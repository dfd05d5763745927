package dev.loopline.kit.http;

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

/** The tokens that guard changing calls, if some are configured. Read once, at start. */
@ApplicationScoped
public class AccessToken {

    private static final int FIRST = 1;

    private final HttpConfig config;
    private NamedTokens tokens = NamedTokens.parse("");

    AccessToken(HttpConfig config) {
        this.config = config;
    }

    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        StartupGate.require(this::isRequired);
    }

    @PostConstruct
    void read() {
        Optional<String> configured = config.tokenFile().map(AccessToken::read).or(config::token);
        tokens = NamedTokens.parse(configured.orElse(""));
        if (configured.isPresent() && tokens.isEmpty()) {
            // Configured tokens mean that calls are guarded; an empty file must not open them to all callers.
            throw new StartupRefusedException(
                    "tokens are configured, but there is none in them; write one per line into"
                            + " the file of LOOPLINE_HTTP_TOKEN_FILE, or unset LOOPLINE_HTTP_TOKEN_FILE and LOOPLINE_HTTP_TOKEN");
        }
    }

    boolean isRequired() {
        return !tokens.isEmpty();
    }

    /** The name of this token; empty if it is none of them. Takes the same time for every wrong one. */
    Optional<String> nameOf(String offered) {
        return tokens.nameOf(offered);
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
