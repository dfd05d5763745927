package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Places;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsHowItIsUsedWhenNothingIsAsked() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("demo", "up", "status", "verify", "dead-letters");
    }

    @Test
    void printsScriptsThatCompleteCommandsAndOptions() throws Exception {
        // When
        assertThat(run("completion", "bash")).isZero();
        Path bash = Files.writeString(folder.resolve("loopline.bash"), out.toString());
        out.getBuffer().setLength(0);
        assertThat(run("completion", "fish")).isZero();

        // Then
        assertThat(new ProcessBuilder("bash", "-n", bash.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        String completed = new String(
                new ProcessBuilder(
                                "bash",
                                "-c",
                                ". '" + bash + "'; COMP_WORDS=(loopline back); COMP_CWORD=1; COMP_LINE='loopline back';"
                                        + " COMP_POINT=13; _complete_loopline; echo ${COMPREPLY[@]}")
                        .start()
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(completed).contains("backfill", "backup").doesNotContain("rehearse", "verify");
        assertThat(out.toString())
                .contains("-a backfill -d '", "__fish_seen_subcommand_from up' -l rdagent-home -r -F")
                .doesNotContain("rehearse");
    }

    @Test
    void aSupportBundleIsWrittenAlsoWhereTheStatusCannotBeRead() throws IOException {
        // Given
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("endpoints.json"), "{cut off");
        Path bundle = folder.resolve("support.zip");

        // When
        int code = run("support-bundle", "--data", data.toString(), "--to", bundle.toString());

        // Then
        assertThat(code).isZero();
        try (FileSystem zip = FileSystems.newFileSystem(bundle)) {
            assertThat(zip.getPath("status.json")).content().contains("could not be looked up", "is damaged");
            assertThat(zip.getPath("doctor.txt")).content().contains("Java");
        }
    }

    @Test
    void choosesALanguage() {
        // When
        run("--lang", "zh", "doctor", "--data", folder.resolve("data").toString());

        // Then
        assertThat(out.toString()).contains("内存", "将在首次启动时创建");
        out.getBuffer().setLength(0);

        // When
        run("doctor", "--lang=en", "--data", folder.resolve("data").toString());

        // Then
        assertThat(out.toString()).contains("Memory", "is made at the first start");
    }

    @Test
    void refusesAWrongCommandLineInOneSentence() {
        assertThat(run("up")).isEqualTo(2);
        assertThat(err.toString()).contains("--rdagent-home").hasLineCount(1);
    }

    @Test
    void refusesAHomeThatDoesNotExist() {
        assertThat(run("up", "--rdagent-home", folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("does not exist").hasLineCount(1);
    }

    @Test
    void refusesAPathMapThatIsNone() {
        assertThat(run("up", "--rdagent-home", folder.toString(), "--path-map", "F:/Dev"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("FROM=TO").hasLineCount(1);
    }

    @Test
    void refusesARootThatIsNotThereOrNoFolderOrTheHome() throws IOException {
        // Given
        Path home = Files.createDirectory(folder.resolve("home"));
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("unplugged/ws"));

        // When, Then
        assertThat(refusal(home, "--log-root", folder.resolve("none").toString()))
                .contains("none does not exist; make the folder, or correct --log-root.");
        assertThat(refusal(home, "--workspace-root", "nas=" + folder.resolve("none/ws")))
                .contains("mount its disk, or correct --workspace-root.");
        assertThat(refusal(home, "--workspace-root", dangling.toString())).contains("unplugged/ws", "mount its disk");
        assertThat(refusal(home, "--log-root", file.toString())).contains("is not a folder");
        assertThat(refusal(home, "--log-root", home.toString())).contains("is the RD-Agent home or holds it");
        assertThat(refusal(home, "--workspace-root", folder.toString())).contains("is the RD-Agent home or holds it");
        assertThat(refusal(home, "--workspace-root", "")).contains("DIR or NAME=DIR");
    }

    private String refusal(Path home, String option, String value) {
        err.getBuffer().setLength(0);
        assertThat(run("up", "--rdagent-home", home.toString(), option, value)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1);
        return err.toString();
    }

    @Test
    void refusesADatabaseWithoutUserOrOfAnotherKind() {
        assertThat(run("up", "--rdagent-home", folder.toString(), "--jdbc-url", "jdbc:postgresql://h/d"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--db-user");
        assertThat(run("up", "--rdagent-home", folder.toString(), "--jdbc-url", "jdbc:mysql://h/d", "--db-user", "u"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("jdbc:postgresql:");
    }

    @Test
    void refusesPortsAndBundlersThatCannotBe() {
        assertThat(run("up", "--rdagent-home", folder.toString(), "--port-offset", "70000"))
                .isEqualTo(2);
        assertThat(run("up", "--rdagent-home", folder.toString(), "--bundlers", "0"))
                .isEqualTo(2);
        assertThat(run("demo", "--data", folder.toString(), "--every", "3 seconds"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--port-offset", "--bundlers", "3 seconds");
    }

    @Test
    void saysThatNothingRuns() {
        for (String command : new String[] {"status", "verify", "sync", "backfill"}) {
            assertThat(run(command, "--data", folder.toString())).isEqualTo(1);
        }
        assertThat(err.toString())
                .contains("Loopline is not running on the data folder")
                .hasLineCount(4);
    }

    @Test
    void backsUpAHomeOnWhichNothingRuns() throws Exception {
        // Given
        Path home = Files.createDirectories(folder.resolve("home/production_bundles"))
                .getParent();
        Files.writeString(home.resolve("production_bundles/b.tar.gz"), "bytes");
        String to = folder.resolve("to").toString();
        String data = folder.resolve("data").toString();

        // When, Then
        assertThat(run("backup", "--data", data)).isEqualTo(1);
        assertThat(err.toString()).contains("--rdagent-home").hasLineCount(1);
        assertThat(run("backup", "--data", data, "--rdagent-home", home.toString(), "--to", to))
                .isZero();
        assertThat(out.toString()).contains("production_bundles   1 file, 5 bytes", "registry.sqlite      not there");
        assertThat(run(
                        "backup",
                        "--data",
                        data,
                        "--rdagent-home",
                        home.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(run(
                        "backup",
                        "--rdagent-home",
                        home.toString(),
                        "--to",
                        home.resolve("production_bundles").toString()))
                .isEqualTo(2);
    }

    @Test
    void backsUpTheHomeOfWhatRuns() throws Exception {
        // Given
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("rdagent_data"));
        new Endpoints(
                        "w",
                        "b",
                        "b",
                        "c",
                        "i",
                        "h:1",
                        Map.of(),
                        "j",
                        "u",
                        "p",
                        home.toString(),
                        "a",
                        List.of(),
                        Places.NONE,
                        1)
                .write(new DataFolder(folder).endpointsFile());

        // When
        int code = run("backup", "--json", "--data", folder.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        JsonNode result = Json.mapper().readTree(out.toString());
        assertThat(Path.of(result.path("folder").asText())).hasParent(folder.resolve("backups"));
        assertThat(result.path("parts")).hasSize(5);
    }

    @Test
    void showsWhereOnlyIfAsked() throws Exception {
        // Given
        Files.writeString(folder.resolve("endpoints.json"), "broken");

        // When, Then
        assertThat(run("status", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is damaged").doesNotContain("\tat ");
        assertThat(run("status", "--verbose", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("\tat dev.loopline.cli");
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
