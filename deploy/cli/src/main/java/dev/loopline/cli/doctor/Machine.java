package dev.loopline.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the operating system says of itself in its {@code /proc}; where there is none, nothing is known.
 *
 * @param proc the folder
 */
public record Machine(Path proc) {

    private static final long KIBIBYTE = 1024;

    /** This machine. */
    public static Machine ours() {
        return new Machine(Path.of("/proc"));
    }

    /** Memory that programs may still take, in bytes. */
    OptionalLong availableMemory() {
        return lines("meminfo")
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                .findFirst();
    }

    /** How many files a process may have open. */
    OptionalLong openFiles() {
        return lines("self/limits")
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                .mapToLong(text -> text.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(text))
                .findFirst();
    }

    /** How many folders of this user can be watched. */
    OptionalLong watches() {
        return lines("sys/fs/inotify/max_user_watches")
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** Whether this is Linux inside Windows. */
    boolean isWsl() {
        return lines("version").anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("microsoft"));
    }

    private Stream<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file)).stream().map(String::strip);
        } catch (IOException e) {
            return Stream.of(); // another operating system
        }
    }
}
