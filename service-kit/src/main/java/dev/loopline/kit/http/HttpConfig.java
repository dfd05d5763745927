package dev.loopline.kit.http;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Who may change something over HTTP. Reading is free; the services listen on 127.0.0.1 unless told otherwise. */
@ConfigMapping(prefix = "loopline.http")
public interface HttpConfig {

    /** The token that every changing call has to bring as {@code Authorization: Bearer <token>}. Not set: no check. */
    Optional<String> token();

    /** A file with the token, for those who keep secrets out of the environment. Wins over {@link #token()}. */
    Optional<Path> tokenFile();
}
