package dev.loopline.watcher.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the file of a {@link HomeLease}. Immutable.
 *
 * @param start made at random at each start of a watcher
 * @param host for people: two systems may share a name, as Windows and its WSL do
 * @param system where process numbers mean the same: the boot of a kernel and its space of process numbers; empty if unknown
 * @param pid the process
 * @param beat raised with every refresh, so that the content changes
 * @param at when it was refreshed, by the holder's clock; for people, never compared
 * @param registry the registry's file
 * @param loops how many loops the registry knew
 * @param newRegistry the last word for a new registry that was followed
 * @param home the id of the home; null before it is known, and in files of older builds
 * @param ended whether the holder gave the home back
 */
record LeaseHolder(
        String start,
        String host,
        String system,
        long pid,
        long beat,
        String at,
        String registry,
        int loops,
        @Nullable String newRegistry,
        @Nullable String home,
        boolean ended) {

    private static final int LONGEST = 64 * 1024;

    /** What a file says; empty if it is not there, or says nothing that can be understood. */
    static Optional<LeaseHolder> read(Path file) throws IOException {
        return text(file).flatMap(LeaseHolder::parse);
    }

    /** The content of a file; empty if it is not there. */
    static Optional<String> text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<LeaseHolder> parse(String text) {
        try {
            return Optional.ofNullable(Json.mapper().readValue(text, LeaseHolder.class))
                    .filter(holder -> holder.start() != null && holder.system() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() throws IOException {
        return Json.mapper().writeValueAsBytes(this);
    }

    /** Whether its process has certainly ended: it ran on this system, and is not there any more or has become this one. */
    boolean isDead() {
        boolean here = !system.isEmpty() && system.equals(thisSystem());
        boolean gone = pid == ProcessHandle.current().pid()
                || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
        return here && gone;
    }

    String words() {
        return "process " + pid + " on " + host + ", refreshed at " + at + " by its clock";
    }

    static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unknown host";
        }
    }

    /** Known on Linux only; elsewhere a dead holder is found by its silence. */
    static String thisSystem() {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
