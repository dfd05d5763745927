package dev.loopline.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.home.HomeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeNamingTest {

    @TempDir
    Path folder;

    private Path home;
    private Path state;

    @BeforeEach
    void make() throws IOException {
        home = Files.createDirectory(folder.resolve("RD-Agent"));
        state = Files.createDirectory(folder.resolve("state"));
    }

    @Test
    void namesAHomeOnce() throws IOException {
        HomeNaming.require(home, state, Optional.empty());
        Optional<HomeIdentity> first = HomeIdentity.read(home);
        HomeNaming.require(home, state, Optional.empty());

        assertThat(first).hasValueSatisfying(made -> assertThat(made.id()).startsWith("rd-agent-"));
        assertThat(HomeIdentity.read(home)).isEqualTo(first);
    }

    @Test
    void asksARegistryThatWasPutBackBeforeTheMemory() throws IOException, SQLException {
        // Given
        Path registry = home.resolve("RDagentDB/registry.sqlite");
        Files.createDirectories(registry.getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE loopline_home (id TEXT NOT NULL)");
            statement.execute("INSERT INTO loopline_home VALUES ('from-backup')");
        }
        Files.writeString(state.resolve("home.json"), "{\"home\": \"from-memory\"}");

        // When
        HomeNaming.require(home, state, Optional.empty());

        // Then
        assertThat(HomeIdentity.read(home)).hasValue(new HomeIdentity("from-backup"));
    }

    @Test
    void asksTheMemoryOfTheWatcher() throws IOException {
        Files.writeString(state.resolve("home.json"), "{\"home\": \"from-memory\", \"loops\": 3}");

        HomeNaming.require(home, state, Optional.empty());

        assertThat(HomeIdentity.read(home)).hasValue(new HomeIdentity("from-memory"));
    }

    @Test
    void leavesAHomeThatIsNotThereOrHasAnIdThatIsSet() throws IOException {
        HomeNaming.require(folder.resolve("away"), state, Optional.empty());
        HomeNaming.require(home, state, Optional.of("set"));

        assertThat(folder.resolve("away")).doesNotExist();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void touchesNoFileThatHoldsSomethingElse() throws IOException {
        // Given
        Path file = home.resolve(HomeIdentity.FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");

        // Then
        assertThatThrownBy(() -> HomeNaming.require(home, state, Optional.empty()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("loopline-home.json");
        assertThat(file).hasContent("mine");
    }
}
