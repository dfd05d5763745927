package dev.loopline.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How an {@link EmbeddedDatabase} shall run. Immutable.
 *
 * @param dataFolder where the server keeps its data; created if absent, kept over restarts
 * @param port port of 127.0.0.1, 0 for any free one
 * @param password password of the role that owns the database; set anew at each start
 * @param binariesFolder where PostgreSQL itself is unpacked, once; may be shared by several data folders
 * @param settings PostgreSQL server settings that replace the built-in ones, by PostgreSQL's names
 */
public record DatabaseOptions(
        Path dataFolder, int port, String password, Path binariesFolder, Map<String, String> settings) {

    public DatabaseOptions {
        settings = Map.copyOf(settings);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The password of the database role must not be empty");
        }
    }

    /** Any free port, binaries below the data folder. */
    public static DatabaseOptions in(Path dataFolder, String password) {
        return new DatabaseOptions(dataFolder, 0, password, dataFolder.resolve("binaries"), Map.of());
    }

    /** The same with another port; 0 for any free one. */
    public DatabaseOptions withPort(int newPort) {
        return new DatabaseOptions(dataFolder, newPort, password, binariesFolder, settings);
    }

    /** The same with another folder for the unpacked PostgreSQL. */
    public DatabaseOptions withBinariesFolder(Path folder) {
        return new DatabaseOptions(dataFolder, port, password, folder, settings);
    }

    /** The same with one more server setting, by PostgreSQL's name. */
    public DatabaseOptions withSetting(String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return new DatabaseOptions(dataFolder, port, password, binariesFolder, more);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "DatabaseOptions[dataFolder=" + dataFolder + ", port=" + port + ", binariesFolder=" + binariesFolder
                + "]";
    }
}
