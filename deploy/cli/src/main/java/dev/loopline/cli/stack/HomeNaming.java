package dev.loopline.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.home.HomeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sees to it that the home has an id before the services start: the backfill service reads as the group of its home, and the
 * watcher, which makes the id where services start by themselves, comes last.
 */
final class HomeNaming {

    /** What the watcher remembers of its home, in its state folder. */
    private static final String MEMORY = "home.json";

    private static final String OF_REGISTRY = "SELECT id FROM loopline_home";

    private HomeNaming() {}

    /**
     * Keeps an id in the home if none is there; one that is set for the services counts, and is theirs to keep.
     *
     * @param state the state folder of the watcher
     * @throws StackException if the home has a file of that name with something else in it, or cannot be written
     */
    static void require(Path home, Path state, Optional<String> configured) {
        try {
            if (configured.isEmpty()
                    && Files.isDirectory(home)
                    && HomeIdentity.read(home).isEmpty()) {
                ofRegistry(RegistryFile.of(home))
                        .or(remembered(state))
                        .map(HomeIdentity::new)
                        .orElseGet(() -> HomeIdentity.made(home))
                        .keep(home);
            }
        } catch (IOException e) {
            throw new StackException(
                    Texts.text("stack.home.unnamed", home.resolve(HomeIdentity.FILE), e.getMessage()), e);
        }
    }

    /** What a registry says that was put back; a registry that cannot be asked is a matter of the watcher. */
    private static Optional<String> ofRegistry(Path registry) {
        if (!Files.isRegularFile(registry)) {
            return Optional.empty();
        }
        try (Connection connection = RegistryFile.open(registry);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OF_REGISTRY)) {
            return row.next() ? Optional.of(row.getString(1)).filter(HomeId::isValid) : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty(); // of a former build, or no registry at all
        }
    }

    private static Supplier<Optional<String>> remembered(Path state) throws IOException {
        Path memory = state.resolve(MEMORY);
        if (!Files.exists(memory)) {
            return Optional::empty;
        }
        JsonNode kept = Json.mapper().readTree(Files.readAllBytes(memory));
        return () -> Optional.of(kept.path("home").asText()).filter(HomeId::isValid);
    }
}
