package dev.loopline.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void writesAHome() {
        // When
        int exit = run("write", "--home", temp.resolve("home").toString(), "--loops", "5", "--model-bytes", "10");

        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("Wrote 5 loops, 5 with result, to ");
        assertThat(temp.resolve("home/RDagentDB/registry.sqlite")).exists();
    }

    @Test
    void spreadsLoopsOverAllLayouts() {
        // When
        int exit = run("write", "--home", temp.resolve("h").toString(), "--loops", "70", "--layout", "mixed");

        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("Wrote 70 loops, ");
        assertThat(temp.resolve("h/RDagentDB/registry.sqlite")).exists();
        assertThat(temp.resolve("h/log/spring tries")).isDirectory();
    }

    @Test
    void playsLiveLoops() {
        // Given
        run("write", "--home", temp.toString(), "--loops", "0");

        // When
        int exit = run("live", "--home", temp.toString(), "--every", "1ms", "--count", "2", "--model-bytes", "10");

        // Then
        assertThat(exit).isZero();
        assertThat(out.toString().lines().filter(line -> line.contains(" finished ")))
                .hasSize(2);
    }

    @Test
    void saysInOneSentenceWhatIsWrong() throws Exception {
        // Given
        Path file = Files.createFile(temp.resolve("file"));

        // When, Then
        assertRefused("is not a folder", "write", "--home", file.toString());
        assertRefused("is negative", "write", "--home", temp.resolve("x").toString(), "--loops", "-1");
        assertRefused("leave mixed to `write`", "live", "--home", temp.toString(), "--layout", "mixed");
        assertRefused("is no duration", "live", "--home", temp.toString(), "--every", "soon");
        assertRefused(
                "There is no folder", "live", "--home", temp.resolve("nowhere").toString());
        assertRefused("--home", "write");
        assertRefused("--layout", "write", "--home", temp.resolve("x").toString(), "--layout", "odd");
        assertThat(temp.resolve("x")).doesNotExist();
    }

    @Test
    void saysWhatToDoWhenTheDiskRefuses() throws Exception {
        // Given
        Path file = Files.createFile(temp.resolve("file"));

        // When
        int exit = run("write", "--home", file.resolve("below").toString(), "--loops", "1");

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("choose a folder that can be written");
    }

    private void assertRefused(String sentence, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(sentence);
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
