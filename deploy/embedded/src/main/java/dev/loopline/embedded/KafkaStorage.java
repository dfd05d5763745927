package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Formats the broker's log folder once and knows which Kafka did it. Not safe for use by several threads. */
final class KafkaStorage {

    private static final String FORMAT_FILE = "format.properties";
    private static final String LEVEL = "metadata.version.level";
    private static final String VERSION = "kafka.version";

    private final DataFolder folder;

    KafkaStorage(DataFolder folder) {
        this.folder = folder;
    }

    Path logFolder() {
        return folder.resolve("log");
    }

    /**
     * Formats the folder if it never was.
     *
     * @throws EmbeddedServerException {@link Reason#INCOMPATIBLE_DATA} if a newer Kafka did it
     */
    void prepare() throws Exception {
        if (folder.setupUnfinished()) {
            folder.discard(logFolder());
        }
        if (Files.exists(logFolder().resolve("meta.properties"))) {
            requireReadable();
            return;
        }
        folder.beginSetup();
        Files.createDirectories(logFolder());
        format();
        writeFormat();
        folder.endSetup();
    }

    private void format() throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(KafkaSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(logFolder().toString())
                .setMetadataLogDirectory(logFolder().toString())
                .setControllerListenerName(KafkaSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }

    private void writeFormat() throws IOException {
        Properties format = new Properties();
        format.setProperty(VERSION, AppInfoParser.getVersion());
        format.setProperty(LEVEL, Short.toString(MetadataVersion.LATEST_PRODUCTION.featureLevel()));
        try (Writer writer = Files.newBufferedWriter(folder.resolve(FORMAT_FILE))) {
            format.store(writer, "Written when the log folder was formatted; read at each start.");
        }
    }

    private void requireReadable() throws IOException {
        Path file = folder.resolve(FORMAT_FILE);
        if (!Files.exists(file)) {
            return; // a folder formatted by Kafka's own tools: Kafka itself will say whether it can read it
        }
        Properties format = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            format.load(reader);
        }
        int level = Integer.parseInt(format.getProperty(LEVEL, "0").strip());
        if (level > MetadataVersion.LATEST_PRODUCTION.featureLevel()) {
            throw new EmbeddedServerException(
                    Reason.INCOMPATIBLE_DATA,
                    "The data in " + folder.root() + " were written by Kafka " + format.getProperty(VERSION, "(newer)")
                            + ", and Kafka " + AppInfoParser.getVersion() + " in here cannot read them. Use the newer"
                            + " version of this program again, or choose another data folder.",
                    null);
        }
    }
}
