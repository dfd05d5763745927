package dev.loopline.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link AtomicFile} leaves behind when its program is killed before each of its file operations. */
class AtomicFileCrashTest {

    private static final String OLD = "old";
    private static final String NEW = "new and longer";

    @TempDir
    Path files;

    /** A program that replaces one file. */
    static final class Program {

        private Program() {}

        /** @param args the file */
        public static void main(String[] args) throws IOException {
            Path target = Path.of(args[0]);
            AtomicFile.replaceDurably(
                    target, target.resolveSibling(".target.tmp"), NEW.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void isTheOldOrTheNewFileAndOnDiskBeforeItHasItsName() throws Exception {
        // Given
        Assumptions.assumeTrue(DebuggedProgram.isSupported());
        Path folder = Files.createDirectory(files.resolve("folder"));
        Path copies = Files.createDirectory(files.resolve("copies"));
        Path target = Files.writeString(folder.resolve("target"), OLD);

        // When
        List<String> operations;
        try (DebuggedProgram program = DebuggedProgram.start(Program.class, target.toString())) {
            operations = program.snapshots(folder, copies);
        }

        // Then
        for (int i = 0; i < operations.size(); i++) {
            assertThat(copies.resolve(Integer.toString(i)).resolve("target")).hasContent(OLD);
        }
        assertThat(target).hasContent(NEW);
        assertThat(operations)
                .filteredOn(one -> one.matches(".*[.](write|force|move|copy)"))
                .containsExactly("FileChannelImpl.write", "FileChannelImpl.force", "UnixFileSystemProvider.move");
    }
}
