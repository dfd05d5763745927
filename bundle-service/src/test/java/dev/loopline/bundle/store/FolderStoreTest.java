package dev.loopline.bundle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.BundleId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends BundleStoreTest {

    @TempDir
    Path folder;

    @Override
    BundleStore openStore() throws IOException {
        return new FolderStore(folder);
    }

    @Override
    void lose(BundleId id) throws IOException {
        Files.delete(folder.resolve(id.fileName()));
    }

    @Override
    void loseEntry(BundleId id) throws IOException {
        Files.delete(entry(id));
    }

    @Override
    void overwrite(BundleId id, String content) throws IOException {
        Files.writeString(folder.resolve(id.fileName()), content);
    }

    @Override
    void touch(BundleId id) throws IOException {
        Files.setLastModifiedTime(folder.resolve(id.fileName()), FileTime.fromMillis(1));
    }

    @Override
    void damageEntry(BundleId id) throws IOException {
        Files.writeString(entry(id), "{\"format\":");
    }

    private Path entry(BundleId id) {
        return folder.resolve(FolderStore.STATE_FOLDER).resolve(id + ".json");
    }

    @Test
    void oneBundlerAtATimeLooksAfterTheArchives() throws IOException {
        // Given
        BundleStore.Turn turn = store.tryTurn().orElseThrow();

        // When, Then
        try (BundleStore other = new FolderStore(folder)) {
            assertThat(other.tryTurn()).isEmpty();
            turn.close();
            Optional<BundleStore.Turn> next = other.tryTurn();
            assertThat(next).isPresent();
            next.get().close();
        }
    }

    @Test
    void anIndexOfANewerLooplineIsRefusedAndLeftAsItIs() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        String newer = Files.readString(entry(ID)).replaceFirst("\"format\":1", "\"format\":2,\"more\":true");
        Files.writeString(entry(ID), newer);

        // When, Then
        assertThatThrownBy(() -> new FolderStore(folder).close())
                .isInstanceOf(NewerIndexException.class)
                .hasMessageContaining("written by a newer Loopline")
                .hasMessageContaining("format 2");
        assertThat(entry(ID)).hasContent(newer);
    }

    @Test
    void aDamagedIndexEntryIsNoReasonToRefuse() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "one")));
        damageEntry(ID);

        // When
        try (BundleStore again = openStore()) {
            // Then
            assertThat(again.entry(ID)).isEmpty();
        }
    }

    @Test
    void tidiesUpAfterAKilledBundlerAndNothingElse() throws IOException {
        // Given
        Path state = folder.resolve(FolderStore.STATE_FOLDER);
        String dead = "0123456789abcdef0123456789abcdef";
        Path leftTemporary = Files.writeString(state.resolve(dead + "-7.tmp"), "half");
        Path leftOwner = Files.writeString(state.resolve(dead + ".owner"), "");
        Path ofTheLiving = Files.writeString(store.newTemporaryFile(), "being written");
        Path foreign = Files.writeString(state.resolve("notes.tmp"), "mine");
        Path foreignArchive = Files.writeString(folder.resolve("other.tar.gz"), "mine");

        // When
        new FolderStore(folder).close();

        // Then
        assertThat(leftTemporary).doesNotExist();
        assertThat(leftOwner).doesNotExist();
        assertThat(ofTheLiving).exists();
        assertThat(foreign).exists();
        assertThat(foreignArchive).exists();
    }

    @Test
    void readsAnArchiveThatItDoesNotKnow() throws IOException {
        // Given
        Files.writeString(folder.resolve(ID.fileName()), "by hand");

        // When, Then
        assertThat(store.find(ID)).get().extracting(StoredArchive::sha256).isEqualTo(digest("by hand"));
        assertThat(store.untouched(ID)).isEmpty();
    }

    @Test
    void theSameBytesReplaceNothing() throws IOException {
        // Given
        store.commit(List.of(staged(store, 1, "same")));
        Object identity = Files.getAttribute(folder.resolve(ID.fileName()), "unix:ino");
        StagedArchive again = staged(store, 2, "same");

        // When
        List<Placement> placed = store.commit(List.of(again));

        // Then
        assertThat(placed).containsExactly(Placement.SAME);
        assertThat(Files.getAttribute(folder.resolve(ID.fileName()), "unix:ino"))
                .isEqualTo(identity);
        assertThat(again.file()).doesNotExist();
        assertThat(store.entry(ID).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void anArchiveThatIsALinkDoesNotCount() throws IOException {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "password");
        Files.createSymbolicLink(folder.resolve(ID.fileName()), secret);

        // When, Then
        assertThat(store.find(ID)).isEmpty();
        assertThat(store.list()).isEmpty();
    }
}
