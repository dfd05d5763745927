package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCheckTest {

    private static final Path OURS = Path.of("..", "..");

    @TempDir
    Path checkout;

    /** The poms of this very checkout, so that a module that is added or renamed is noticed, and one source. */
    @BeforeEach
    void copy() throws IOException {
        for (Path pom : poms()) {
            Path copy = checkout.resolve(OURS.relativize(pom));
            Files.createDirectories(copy.getParent());
            Files.copy(pom, copy);
            at(copy, 1);
        }
        at(file("bundle-service/src/main/java/Pack.java"), 1);
        at(file("deploy/cli/target/loopline-built"), 2);
    }

    @Test
    void whatWasBuiltSinceIsNotBuiltAgain() throws IOException {
        assertThat(BuildCheck.isNewest(checkout)).isTrue();
    }

    @Test
    void aSourceThatIsNewerIsBuilt() throws IOException {
        at(checkout.resolve("bundle-service/src/main/java/Pack.java"), 3);

        assertThat(BuildCheck.isNewest(checkout)).isFalse();
    }

    @Test
    void aTestThatIsNewerIsNot() throws IOException {
        at(file("bundle-service/src/test/java/PackTest.java"), 3);

        assertThat(BuildCheck.isNewest(checkout)).isTrue();
    }

    @Test
    void whatWasNeverBuiltIs() throws IOException {
        Files.delete(checkout.resolve("deploy/cli/target/loopline-built"));

        assertThat(BuildCheck.isNewest(checkout)).isFalse();
    }

    private Path file(String name) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private static void at(Path file, long second) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }

    private static Stream<Path> walk() throws IOException {
        return Files.find(OURS, 3, (file, attributes) -> file.endsWith("pom.xml"));
    }

    private static List<Path> poms() throws IOException {
        try (Stream<Path> files = walk()) {
            return files.toList();
        }
    }
}
