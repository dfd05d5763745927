package dev.loopline.acceptance;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.WrittenWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Takes files and folders away, and the right to read or write them. To be called by one thread. */
final class FileFaults {

    private final Path home;
    private final Path aside;
    private final Random random;
    private final Mendings mendings;
    /** Places with a fault that is not mended yet; a second one there could not be undone. */
    private final Set<Path> troubled = ConcurrentHashMap.newKeySet();

    private final Set<LoopKey> deletedBundles = new HashSet<>();

    FileFaults(Path home, Path aside, Random random, Mendings mendings) {
        this.home = home;
        this.aside = aside;
        this.random = random;
        this.mendings = mendings;
    }

    void folderAway(List<WrittenLoop> loops) throws IOException {
        Optional<Path> workspace = anyWorkspace(loops);
        if (workspace.isPresent()) {
            takeAway(workspace.get(), workspace.get());
        }
    }

    void fileAway(List<WrittenLoop> loops) throws IOException {
        Optional<Path> workspace = anyWorkspace(loops);
        Optional<Path> file = workspace.flatMap(this::anyFile);
        if (file.isPresent()) {
            takeAway(workspace.get(), file.get());
        }
    }

    /** Of a workspace, of a file in one, or of a folder into which Loopline writes. */
    void rightsTaken(List<WrittenLoop> loops) throws IOException {
        Optional<Path> workspace = anyWorkspace(loops);
        switch (random.nextInt(4)) {
            case 0 -> takeRights(home.resolve("production_bundles"), home.resolve("production_bundles"));
            case 1 -> takeRights(home.resolve("rdagent_data"), home.resolve("rdagent_data"));
            case 2 -> takeRights(workspace.orElseThrow(), workspace.orElseThrow());
            default ->
                takeRights(
                        workspace.orElseThrow(),
                        workspace.flatMap(this::anyFile).orElseThrow(IOException::new));
        }
    }

    void deleteBundle(List<WrittenLoop> loops) throws IOException {
        Optional<LoopKey> loop = any(loops).flatMap(one -> LoopKey.parse(one.key()));
        if (loop.isPresent()) {
            Files.delete(home.resolve("production_bundles")
                    .resolve(BundleId.of(loop.get()).fileName()));
            deletedBundles.add(loop.get());
        }
    }

    /** The loops whose bundle was deleted. */
    Set<LoopKey> deletedBundles() {
        return deletedBundles;
    }

    void deleteAnyCopy(Path aistockHome) throws IOException {
        try (Stream<Path> copies = Files.list(aistockHome.resolve("rdagent_assets/bundles"))) {
            any(copies.filter(Files::isDirectory)
                            .filter(copy -> copy.getFileName().toString().startsWith("bundle_"))
                            .toList())
                    .flatMap(this::anyFile)
                    .ifPresent(file -> file.toFile().delete());
        }
    }

    private void takeAway(Path trouble, Path place) throws IOException {
        if (troubled.add(trouble)) {
            Path kept = aside.resolve(Long.toHexString(random.nextLong()));
            try {
                Files.move(place, kept);
            } catch (IOException e) {
                troubled.remove(trouble);
                throw e;
            }
            mendings.later(() -> {
                putBack(kept, place);
                troubled.remove(trouble);
            });
        }
    }

    /** What Loopline wrote meanwhile at the empty place goes. */
    private static void putBack(Path kept, Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> tree = Files.walk(place)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        Files.move(kept, place, StandardCopyOption.REPLACE_EXISTING);
    }

    private void takeRights(Path trouble, Path place) throws IOException {
        if (troubled.add(trouble)) {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(place);
            Files.setPosixFilePermissions(place, Set.of());
            mendings.later(() -> {
                Files.setPosixFilePermissions(place, before);
                troubled.remove(trouble);
            });
        }
    }

    private Optional<Path> anyWorkspace(List<WrittenLoop> loops) {
        return any(loops).flatMap(loop -> any(loop.workspaces())).map(WrittenWorkspace::path);
    }

    private Optional<Path> anyFile(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return any(files.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // it is away already
        }
    }

    private <T> Optional<T> any(List<T> things) {
        return things.isEmpty() ? Optional.empty() : Optional.of(things.get(random.nextInt(things.size())));
    }
}
