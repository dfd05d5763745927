package dev.loopline.kit.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Which RD-Agent home this is, among all whose loops go over one broker. The watcher makes the id once and keeps it in the home,
 * in {@value #FILE}; a home that is moved or copied to another machine keeps it. Immutable.
 *
 * @param id see {@link HomeId}
 */
public record HomeIdentity(String id) {

    /** Relative to the home. */
    public static final String FILE = "RDagentDB/loopline-home.json";

    /** The name of the bean, and of the setting, by which a channel reads as the group of one home. */
    public static final String GROUP = "group-of-the-home";

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int LONGEST_FILE = 4096;
    private static final int RANDOM_BYTES = 3;
    private static final int LONGEST_NAME = HomeId.MAX_LENGTH - 1 - 2 * RANDOM_BYTES;

    private record Content(String id) {}

    /** @throws IllegalArgumentException the text cannot name a home */
    public HomeIdentity {
        HomeId.check(Objects.requireNonNull(id));
    }

    /**
     * The identity that is kept in a home; empty if none was made yet.
     *
     * @throws IOException the home cannot be read, or the file is not what was written
     */
    public static Optional<HomeIdentity> read(Path home) throws IOException {
        Path file = home.resolve(FILE);
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
            return Optional.of(new HomeIdentity(
                    Json.mapper().readValue(text, Content.class).id()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IOException(
                    file
                            + " does not hold the id of a home; put the file back, or set LOOPLINE_HOME_ID to the id that it"
                            + " had, which stands in the events of its loops",
                    e);
        }
    }

    /**
     * Waits for the identity of a home, which its watcher makes.
     *
     * @throws StartupRefusedException if it is not there in this time, in one sentence
     */
    public static HomeIdentity await(Path home, Duration patience) {
        long begin = System.nanoTime();
        while (true) {
            String trouble;
            try {
                Optional<HomeIdentity> found = read(home);
                if (found.isPresent()) {
                    return found.get();
                }
                trouble = home.resolve(FILE) + " is not there";
            } catch (IOException e) {
                trouble = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new StartupRefusedException("the id of the RD-Agent home is not known: " + trouble
                        + "; start the watcher of this home, which makes it, or set LOOPLINE_HOME_ID");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the id of the home", e);
        }
    }

    /** A new identity: the name of the home's folder as far as it can be part of one, and a few random digits. */
    public static HomeIdentity made(Path home) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String folder = Objects.requireNonNullElse(home.getFileName(), "").toString();
        String name = folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String brief = name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceAll("^-+|-+$", "");
        return new HomeIdentity(
                (brief.isEmpty() ? "home" : brief) + "-" + HexFormat.of().formatHex(random));
    }

    /** Keeps it in a home. */
    public void keep(Path home) throws IOException {
        Path file = home.resolve(FILE);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        byte[] content = Json.mapper().writeValueAsBytes(new Content(id));
        AtomicFile.replace(file, file.resolveSibling("." + file.getFileName() + ".tmp"), content);
    }

    /** What a channel of a service beside this home needs to read as a group of its own. */
    public Map<String, Object> group(String service) {
        return Map.of(ConsumerConfig.GROUP_ID_CONFIG, BrokerRights.groupOf(service, id));
    }
}
