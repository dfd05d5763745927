package dev.loopline.kit.http;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who may change something over HTTP. Reading is free; the services listen on 127.0.0.1 unless configured otherwise. */
@ConfigMapping(prefix = "loopline.http")
public interface HttpConfig {

    /**
     * The tokens of which every changing call has to bring one as {@code Authorization: Bearer <token>}: one word, or several
     * as {@code <name> <token>} separated by commas; the name is what the log says. Not set: no check.
     */
    Optional<String> token();

    /** A file with the tokens, one per line, for those who keep secrets out of the environment. Wins over {@link #token()}. */
    Optional<Path> tokenFile();

    /** Names, beside addresses and private ones, by which requests may come; see {@link HostNames}. */
    Optional<List<String>> hosts();
}
