package dev.loopline.cli.support;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.contracts.file.PrivateFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip of texts for a person who is asked for help: versions, findings of the doctor and status, the settings, the names and sizes of the files in the data folder, and the
 * end of each log. Passwords and tokens are hidden; nothing of an RD-Agent home or of a table is in it.
 */
public final class SupportBundle {

    /** Of each log so much is taken, from its end. */
    private static final int LOG_BYTES = 2 * 1024 * 1024;

    private static final int FILES_DEPTH = 3;

    private final DataFolder data;
    private final Map<String, String> environment;
    private final Map<String, String> texts = new TreeMap<>();

    /** @param environment of this process */
    public SupportBundle(DataFolder data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
    }

    /** Adds a text. @param name of the file in the bundle */
    public void add(String name, String text) {
        texts.put(name, text);
    }

    /**
     * Writes it; only its owner may read it.
     *
     * @throws IOException if it cannot be written, or is there already
     */
    public void write(Path file) throws IOException {
        Secrets secrets = Secrets.of(data, environment);
        add("settings.txt", lines(Secrets.settings(environment)));
        add("files.txt", files());
        PrivateFile.write(file, "");
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                put(zip, text.getKey(), secrets.hide(text.getValue()));
            }
            for (Path log : logs()) {
                put(zip, "logs/" + log.getFileName(), secrets.hide(end(log)));
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private List<Path> logs() throws IOException {
        if (!Files.isDirectory(data.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data.logs())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private String files() throws IOException {
        StringBuilder text = new StringBuilder();
        if (Files.isDirectory(data.root())) {
            Files.walkFileTree(data.root(), Set.of(), FILES_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    text.append(attributes.lastModifiedTime())
                            .append(String.format(" %12d ", attributes.size()))
                            .append(data.root().relativize(file))
                            .append('\n');
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    text.append(file).append(": ").append(failure).append('\n');
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return text.toString();
    }
}
