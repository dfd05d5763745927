package dev.loopline.bundle.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.store.ArchiveScan;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.integrity.MarkedFolder;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFoldersTest {

    private static final BundleId ID = new BundleId("bundle_run_1");

    @TempDir
    Path home;

    private FolderStore store;
    private ArchiveScan scan;
    private LoopFixture loop;
    private BundleFolders folders;
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        store = new FolderStore(home.resolve("production_bundles"));
        scan = store.scan();
        loop = LoopFixture.typical(home, "run", 1);
        Path root = Files.createDirectory(home.resolve("RDagentDB")).resolve("production_bundles");
        folders = new BundleFolders(root, store);
        folder = root.resolve(ID.value());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void extractsWholeAndFollowsANewerRevision() throws IOException {
        // Given
        pack(loop.event());
        refresh();

        // When
        pack(loop.file("model.py", Kind.CODE, "model_cls = list\n").revision(2).event());
        refresh();

        // Then
        assertThat(folder.resolve("model.py")).hasContent("model_cls = list\n");
        assertThat(files(folder)).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(files(folder.getParent())).hasSameSizeAs(files(folder));
    }

    @Test
    void makesAFolderAgainThatIsNotWhole() throws Exception {
        // Given
        pack(loop.event());
        refresh();
        Files.writeString(folder.resolve("model.py"), "changed");

        // When
        folders.compare(known(), new PacedDigest(1L << 30));
        refresh();
        Files.delete(folder.resolve("manifest.json"));
        folders.compare(known(), new PacedDigest(1L << 30));
        refresh();

        // Then
        assertThat(folder.resolve("model.py")).hasContent("model_cls = object\n");
        assertThat(files(folder)).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void leavesAFolderAloneThatIsNotLooplines() throws IOException {
        // Given
        pack(loop.event());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("manifest.json"), "{}");

        // When
        refresh();

        // Then
        assertThat(files(folder)).containsExactly("manifest.json");
        assertThat(folders.taken()).containsExactly(ID.value());
    }

    @Test
    void removesTheFolderWithTheArchiveOfAWithdrawnLoop() throws IOException {
        // Given
        pack(loop.event());
        refresh();
        Path another = Files.createDirectory(folder.resolveSibling("bundle_of_another"));
        store.withdraw(ID, 2, LoopFixture.FINISHED_AT);
        refresh();
        boolean stayedWithTheArchive = Files.exists(folder);

        // When
        store.remove(ID, store.entry(ID).orElseThrow());
        refresh();

        // Then
        assertThat(stayedWithTheArchive).isTrue();
        assertThat(folder).doesNotExist();
        assertThat(another).exists();
    }

    @Test
    void makesNothingWhereThereIsNoFolderOfTheRegistry() throws IOException {
        // Given
        pack(loop.event());
        FileTrees.delete(home.resolve("RDagentDB"));

        // When
        refresh();

        // Then
        assertThat(home.resolve("RDagentDB")).doesNotExist();
    }

    private void pack(LoopBackfilled event) throws IOException {
        new LoopPacker(home, store).packAll(List.of(event));
    }

    private void refresh() throws IOException {
        scan.look();
        NavigableMap<String, KnownArchive> archives = scan.archives();
        folders.refresh(archives, archives.keySet(), Duration.ofMinutes(1));
    }

    private KnownArchive known() {
        return scan.archives().get(ID.value());
    }

    private Set<String> expected() throws IOException {
        BundleManifest manifest = store.entry(ID).orElseThrow().bundle().manifest();
        return Stream.concat(
                        manifest.members().stream().map(BundleManifest.Member::name),
                        Stream.of(BundleManifest.FILE_NAME, MarkedFolder.MARK))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
