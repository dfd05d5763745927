package dev.loopline.kit.http;

import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** The token that guards changing calls, if one is configured. Read once, at start. */
@ApplicationScoped
public class AccessToken {

    private static final int FIRST = 1;

    private final HttpConfig config;
    private Optional<byte[]> token = Optional.empty();

    AccessToken(HttpConfig config) {
        this.config = config;
    }

    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        StartupGate.require(this::isRequired);
    }

    @PostConstruct
    void read() {
        token = config.tokenFile()
                .map(AccessToken::read)
                .or(config::token)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isRequired() {
        return token.isPresent();
    }

    /** Whether this is the token; takes the same time for every wrong one. */
    boolean matches(String offered) {
        return token.isPresent() && MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), token.get());
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
