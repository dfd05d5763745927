package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code deploy/loopline} in a checkout whose path has blanks and Chinese, with programs that note how they were called. */
@DisabledOnOs(OS.WINDOWS)
class CheckoutScriptTest {

    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "dirname",
            "find",
            "grep",
            "head",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "sed",
            "tail",
            "touch");
    private static final List<String> SERVICES =
            List.of("workspace-watcher", "backfill-service", "bundle-service", "catalog-service", "aistock-importer");

    @TempDir
    Path folder;

    private Path checkout;
    private Path programs;
    private Path calls;

    @BeforeEach
    void prepare() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a checkout 行情"));
        programs = Files.createDirectories(folder.resolve("programs"));
        calls = Files.createFile(folder.resolve("calls"));
        Path script = Files.createDirectories(checkout.resolve("deploy")).resolve("loopline");
        Files.copy(Path.of("..", "loopline"), script);
        makeExecutable(script);
        source("contracts/src/main/java/Id.java");
        for (String tool : TOOLS) {
            Files.createSymbolicLink(programs.resolve(tool), find(tool));
        }
        program(programs.resolve("java"), """
                case "$*" in *-version) echo 'openjdk version "17.0.1"' >&2; exit 0 ;; esac
                printf 'java' >>"$CALLS"; for a; do printf ' [%s]' "$a" >>"$CALLS"; done; echo >>"$CALLS"
                exit 7
                """);
    }

    @Test
    void buildsWithTheWrapperWhereNoMavenIsInstalled() throws Exception {
        // Given
        program(checkout.resolve("mvnw"), building("mvnw"));

        // When
        int result = loopline("status");

        // Then
        assertThat(calls()).hasSize(2).first().asString().startsWith("mvnw [-B] [-q] [-DskipTests]");
        assertThat(result).isEqualTo(7);
    }

    @Test
    void buildsWithTheInstalledMavenOnceAndAgainWhenASourceIsNewer() throws Exception {
        // Given
        program(programs.resolve("mvn"), building("mvn"));

        // When
        loopline("status");
        loopline("status");

        // Then
        assertThat(calls()).map(CheckoutScriptTest::name).containsExactly("mvn", "java", "java");

        // When
        Path source = source("bundle-service/src/main/java/a b/Pack.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        loopline("status");

        // Then
        assertThat(calls()).map(CheckoutScriptTest::name).containsExactly("mvn", "java", "java", "mvn", "java");
    }

    @Test
    void passesWordsOnAsTheyAre() throws Exception {
        // Given
        program(programs.resolve("mvn"), building("mvn"));

        // When
        loopline("up", "--rdagent-home", "/data/RD Agent 量化");

        // Then
        assertThat(calls().get(1))
                .contains("[-Dloopline.installation=" + checkout + "]", "[-cp] [" + checkout + "/deploy/cli/target/")
                .endsWith("[dev.loopline.cli.Main] [up] [--rdagent-home] [/data/RD Agent 量化]");
    }

    @Test
    void saysWhyABuildFailed() throws Exception {
        // Given
        program(programs.resolve("mvn"), "echo 'no space left'; exit 1\n");

        // When
        int result = loopline("status");

        // Then
        assertThat(result).isEqualTo(1);
        assertThat(folder.resolve("output")).content().contains("The build failed", "no space left");
        assertThat(calls()).isEmpty();
    }

    private static String name(String call) {
        return call.substring(0, call.indexOf(' '));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(calls);
    }

    /** What a build leaves behind, as far as the script looks at it. */
    private static String building(String name) {
        StringBuilder text = new StringBuilder("printf '" + name + "' >>\"$CALLS\"\n"
                + "for a; do printf ' [%s]' \"$a\" >>\"$CALLS\"; done; echo >>\"$CALLS\"\n"
                + "mkdir -p deploy/cli/target/lib; touch deploy/cli/target/loopline-cli-1.jar\n");
        for (String service : SERVICES) {
            String app = service + "/target/quarkus-app";
            text.append("mkdir -p ").append(app).append("; touch ").append(app).append("/quarkus-run.jar\n");
        }
        return text.toString();
    }

    private Path source(String name) throws IOException {
        Path source = checkout.resolve(name);
        Files.createDirectories(source.getParent());
        return Files.writeString(source, "");
    }

    private void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text, UTF_8);
        makeExecutable(file);
    }

    private static void makeExecutable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path find(String tool) {
        for (String place : System.getenv("PATH").split(":")) {
            Path program = Path.of(place, tool);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IllegalStateException(tool + " is not on the path");
    }

    private int loopline(String... words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        checkout.resolve("deploy").resolve("loopline").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.command().addAll(List.of(words));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("LOOPLINE_NO_BUILD");
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("CALLS", calls.toString());
        builder.environment().put("TMPDIR", folder.toString());
        return builder.start().waitFor();
    }
}
