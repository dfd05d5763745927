package dev.loopline.cli.support;

import dev.loopline.cli.stack.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows which texts are secret: the passwords of a data folder, and variables whose name says so. Immutable. */
final class Secrets {

    static final String HIDDEN = "***";

    /** Words in names of settings that hold secrets. */
    private static final Pattern SECRET_NAME = Pattern.compile("PASSWORD|PASSWD|TOKEN|SECRET|CREDENTIAL|JAAS|API_?KEY");
    /** Names of the files in a data folder that hold passwords. */
    private static final Pattern SECRET_FILE = Pattern.compile("password|pgpass|client\\.properties");
    /** What programs write into URLs and settings. */
    private static final Pattern IN_TEXT = Pattern.compile(
            "(?i)((?:password|passwd|token|secret|api_?key)[\"']?\\s*[=:]\\s*[\"']?|://[^/\\s:@]+:|Bearer\\s+)[^\\s\"'&;,@]+");
    /** Settings of Loopline, its libraries and RD-Agent. */
    private static final List<String> NAMES = List.of(
            "LOOPLINE_", "QUARKUS_", "KAFKA_", "RD_", "RDAGENT_", "JAVA_", "XDG_", "LANG", "LC_", "LOG_", "WORKSPACE_");

    private static final int SHORTEST = 6;

    private final List<String> texts;

    private Secrets(Set<String> texts) {
        // The longest first: one may be a part of another.
        this.texts = texts.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Reads the passwords of a data folder and of the environment. */
    static Secrets of(DataFolder data, Map<String, String> environment) throws IOException {
        Set<String> texts = new TreeSet<>();
        environment.forEach((name, value) -> {
            if (isSecret(name)) {
                texts.add(value);
            }
        });
        for (Path file : files(data.root())) {
            addWords(file, texts);
        }
        texts.removeIf(text -> text.length() < SHORTEST);
        return new Secrets(texts);
    }

    private static List<Path> files(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> files =
                Files.find(data, 2, (file, attributes) -> attributes.isRegularFile() && isOfSecrets(file))) {
            return files.toList();
        }
    }

    private static boolean isOfSecrets(Path file) {
        return SECRET_FILE.matcher(file.getFileName().toString()).find();
    }

    /** Each word of a file of passwords but for those that are no secret: addresses, names and settings. */
    private static void addWords(Path file, Set<String> texts) throws IOException {
        Stream.of(Files.readString(file).split("[\\s:=;\"]+"))
                .filter(word -> word.matches("[A-Za-z0-9_+/-]{16,}"))
                .filter(word -> word.chars().anyMatch(Character::isDigit))
                .forEach(texts::add);
    }

    private static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).find();
    }

    /** The settings among the variables, secret ones hidden. */
    static Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (NAMES.stream().anyMatch(name::startsWith)) {
                settings.put(name, isSecret(name) ? HIDDEN : value);
            }
        });
        return settings;
    }

    /** A text without secrets. */
    String hide(String text) {
        String hidden = text;
        for (String secret : texts) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return IN_TEXT.matcher(hidden).replaceAll("$1" + HIDDEN.replace("*", "\\*"));
    }
}
