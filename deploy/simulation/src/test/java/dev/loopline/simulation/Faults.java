package dev.loopline.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Faults of files, broker and database that last for a while. For one thread. */
final class Faults {

    private final @Nullable Aistock database;
    /** What was moved away, by where it belongs. */
    private final Map<Path, Path> away = new TreeMap<>();

    /** Archives as they were before they were damaged, and as they were left then. */
    private final Map<Path, byte[]> copies = new TreeMap<>();

    private final Map<Path, byte[]> damaged = new TreeMap<>();

    Faults(@Nullable Aistock database) {
        this.database = database;
    }

    boolean isHomeWhole() {
        return away.isEmpty();
    }

    /** The broker refuses some records of a service, or loses the acknowledgement. */
    String broker(SimBroker broker, String service, SplittableRandom random) {
        long number = random.nextLong();
        SplittableRandom each = new SplittableRandom(number);
        int[] left = {random.nextInt(1, 8)};
        broker.disturb(service, () -> {
            if (left[0]-- == 0) {
                broker.heal(service);
                return SimBroker.SendFault.NONE;
            }
            return each.nextBoolean() ? SimBroker.SendFault.REFUSED : SimBroker.SendFault.ACKNOWLEDGEMENT_LOST;
        });
        return service + " " + left[0] + " records";
    }

    /** A folder goes away, or all that are away come back. */
    String files(Services services, SplittableRandom random) {
        if (!away.isEmpty()) {
            filesComeBack(services);
            return "back";
        }
        Path home = services.home();
        Path folder = switch (random.nextInt(4)) {
            case 0 -> home.resolve("git_ignore_folder").resolve("RD-Agent_workspace");
            case 1 -> home.resolve("log");
            case 2 -> services.bundles();
            default -> home.resolve("git_ignore_folder");
        };
        if (Files.exists(folder)) {
            move(folder, services);
        }
        return folder.getFileName() + " away";
    }

    private void move(Path folder, Services services) {
        Path place = services.home().resolveSibling("away-" + folder.getFileName());
        try {
            Files.move(folder, place);
            away.put(folder, place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of a workspace gets a wrong time; its content stays. */
    String times(Services services, SplittableRandom random) {
        try (Stream<Path> files = Files.walk(services.home())) {
            List<Path> found = files.filter(file -> Files.isRegularFile(file) && isOfWorkspace(file))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                return "";
            }
            Path file = found.get(random.nextInt(found.size()));
            int year = random.nextBoolean() ? 1970 : 2099;
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.parse(year + "-06-01T00:00:00Z").plusSeconds(random.nextInt(99))));
            return file.getFileName() + " " + year;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An archive is lost, cut, or becomes another one that looks the same from outside. */
    String archive(Services services, SplittableRandom random) {
        try {
            List<Path> archives = archives(services.bundles());
            if (archives.isEmpty()) {
                return "";
            }
            Path archive = archives.get(random.nextInt(archives.size()));
            keepCopy(archive);
            String done = switch (random.nextInt(3)) {
                case 0 -> {
                    Files.delete(archive);
                    yield "lost";
                }
                case 1 -> {
                    byte[] bytes = Files.readAllBytes(archive);
                    Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
                    yield "cut";
                }
                default -> {
                    FileTime time = Files.getLastModifiedTime(archive);
                    byte[] bytes = Files.readAllBytes(archive);
                    bytes[random.nextInt(bytes.length)] ^= 1;
                    Files.write(archive, bytes);
                    Files.setLastModifiedTime(archive, time);
                    yield "rotten";
                }
            };
            if (Files.exists(archive)) {
                damaged.put(archive, Files.readAllBytes(archive));
            }
            return archive.getFileName() + " " + done;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of an archive that is whole, as far as is known. */
    private void keepCopy(Path archive) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        if (!Arrays.equals(bytes, damaged.get(archive))) {
            copies.put(archive, bytes);
        }
    }

    /** A person puts copies of archives back that were damaged. @param named whether a sentence asks for that of a file */
    void putCopiesBack(Predicate<String> named) {
        copies.forEach((archive, bytes) -> {
            if (named.test(archive.getFileName().toString())) {
                try {
                    Files.write(archive, bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private static List<Path> archives(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean isOfWorkspace(Path file) {
        return file.toString().contains("RD-Agent_workspace") || file.toString().contains("workspace_");
    }

    /** The connection breaks, or the importer dies, around the next commit. */
    String database(SplittableRandom random) {
        Aistock.Fault fault = Aistock.Fault.values()[random.nextInt(1, Aistock.Fault.values().length)];
        if (database != null) {
            database.disturb(fault);
        }
        return fault.toString();
    }

    /** Everything is as it should be. */
    void end(Services services) {
        if (database != null) {
            database.disturb(Aistock.Fault.NONE);
        }
        filesComeBack(services);
    }

    /** What is away is there again. */
    void filesComeBack(Services services) {
        away.forEach((folder, place) -> {
            try {
                if (Files.exists(folder)) {
                    Files.move(folder, services.home().resolveSibling("made-" + System.nanoTime()));
                }
                Files.move(place, folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        away.clear();
    }
}
