package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.FolderLock;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which one running Loopline keeps broker, database, state and logs, and by which the other commands find
 * it.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * The folder for those who name none: {@code $XDG_DATA_HOME/loopline} or {@code ~/.local/share/loopline},
     * {@code ~/Library/Application Support/loopline} on macOS, {@code %LOCALAPPDATA%\loopline} on Windows.
     */
    public static DataFolder ofUser() {
        return ofUser(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    static DataFolder ofUser(Map<String, String> environment, String osName, Path userHome) {
        String os = osName.toLowerCase(Locale.ROOT);
        Path parent;
        if (os.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            parent = local.isBlank() ? userHome.resolve("AppData").resolve("Local") : Path.of(local);
        } else if (os.startsWith("mac")) {
            parent = userHome.resolve("Library").resolve("Application Support");
        } else {
            String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
            // The XDG base directory rules: a value that is not absolute does not count.
            boolean counts = !xdg.isBlank() && Path.of(xdg).isAbsolute();
            parent = counts ? Path.of(xdg) : userHome.resolve(".local").resolve("share");
        }
        return new DataFolder(parent.resolve("loopline"));
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path database() {
        return root.resolve("postgres");
    }

    /** The embedded database's passwords as PostgreSQL's own programs read them; see {@code EmbeddedDatabase}. */
    public Path databasePasswords() {
        return database().resolve("pgpass");
    }

    /** The embedded broker's address and password as Kafka's own programs read them; see {@code EmbeddedKafka}. */
    public Path brokerClient() {
        return broker().resolve("client.properties");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** The log of a service instance, of the broker or of the build. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** Where a service instance unpacks native libraries, and whatever else Java calls temporary. */
    Path temporary(String instance) {
        return temporary().resolve(instance);
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** State of a service that it can rebuild or, for the catalogs, reads back from the topic. */
    public Path state(String instance) {
        return root.resolve("state").resolve(instance);
    }

    /** AIstock's home for those who have none. */
    public Path aistock() {
        return root.resolve("aistock");
    }

    public Path endpointsFile() {
        return root.resolve("endpoints.json");
    }

    Path processesFile() {
        return root.resolve("pids.json");
    }

    /** The classes that the services of a release load; see {@link ClassArchives}. */
    Path classArchives() {
        return root.resolve("classes");
    }

    /** Which methods which of the JVM's compilers compiles. */
    Path compilerDirectives() {
        return root.resolve("compiler-directives.json");
    }

    /** The RD-Agent home whose loops are in here, links resolved; empty if there is none yet. */
    public Optional<String> homeBefore() throws IOException {
        return Files.isRegularFile(homeFile())
                ? Optional.of(Files.readString(homeFile()).strip())
                : Optional.empty();
    }

    /** Names the RD-Agent home whose loops are in here. */
    Path homeFile() {
        return root.resolve("rdagent-home.path");
    }

    Path passwordFile() {
        return root.resolve("database-password");
    }

    /**
     * Makes the folder and those for logs and state, closes them to other accounts, and takes it for this program.
     *
     * @throws StackException if another run has it, or it cannot be written
     */
    FolderLock take() {
        Path lockFile = root.resolve("lock");
        try {
            PrivateFolder.make(root);
            PrivateFolder.make(logs());
            PrivateFolder.make(root.resolve("state"));
            return FolderLock.tryTake(lockFile)
                    .orElseThrow(() ->
                            new StackException(Texts.text("stack.data.running", root, FolderLock.ownerOf(lockFile))));
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.data.unusable", root, e.getMessage()), e);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
