package dev.loopline.distribution;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.cli.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The release as people have it after they have unpacked it: without Maven, without a JDK, and without a network where this test may close it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseIT {

    /** What the script and PostgreSQL's start call. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "head",
            "id",
            "unshare",
            "setpriv",
            "env",
            "ip",
            "mktemp",
            "mount",
            "ls");

    private static final Path TEMPORARY = Path.of("/tmp");

    @TempDir
    Path folder;

    private Path release;

    @BeforeEach
    void unpack() throws Exception {
        String archive = System.getProperty("release.archive", "");
        Path made = Path.of(System.getProperty("release.folder"));
        if (archive.isEmpty()) {
            release = made;
        } else {
            run(folder, Map.of(), "tar", "xzf", archive, "-C", folder.toString());
            release = folder.resolve(made.getFileName());
        }
    }

    @Test
    @Order(1)
    void runsWhereNothingIsInstalledAndStartsFromItsArchivesOfClassesTheSecondTime() throws Exception {
        // Given
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the release with a runtime is for Linux");

        // When
        String first = demo();

        // Then
        assertThat(first).contains("READY", "new loops arrived");
        Map<Path, Object> archives = archives();
        assertThat(archives.keySet())
                .map(file -> file.getFileName().toString().replaceAll("-[0-9a-f]+\\.jsa$", ""))
                .containsExactlyInAnyOrder(
                        "workspace-watcher",
                        "backfill-service",
                        "bundle-service",
                        "catalog-service",
                        "aistock-importer");

        if (Files.exists(left())) {
            assertThat(left()).hasContent("");
        }

        // When
        String second = demo();

        // Then
        assertThat(second).contains("READY", "new loops arrived");
        assertThat(archives()).isEqualTo(archives);
    }

    @Test
    @Order(2)
    void holdsEachLibraryOnceAndAllThatIsNamed() throws IOException {
        for (Path jar : runnable()) {
            try (JarFile opened = new JarFile(jar.toFile())) {
                String named = opened.getManifest().getMainAttributes().getValue("Class-Path");
                assertThat(named.split(" "))
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(jar.resolveSibling(name)).isRegularFile());
            }
        }
        try (Stream<Path> libraries = Files.list(release.resolve("lib"))) {
            Map<String, List<Path>> versions = libraries.collect(
                    Collectors.groupingBy(file -> file.getFileName().toString().replaceAll("-\\d.*", "")));
            assertThat(versions.values()).allSatisfy(files -> assertThat(files).hasSize(1));
        }
    }

    @Test
    @Order(3)
    void saysUnderWhichLicencesItsPartsAre() {
        assertThat(release.resolve("LICENSE")).isRegularFile();
        assertThat(release.resolve("licences")).isDirectoryRecursivelyContaining("glob:**/LICENSE*");
        Path legal = release.resolve("runtime").resolve("legal");
        assertThat(List.of(legal.resolve("java.base"), legal.resolve("java.logging")))
                .allSatisfy(part -> assertThat(part).isNotEmptyDirectory());
        if (!System.getProperty("release.archive", "").isEmpty()) {
            assertThat(release.resolve("licences").resolve("THIRD-PARTY.txt"))
                    .content()
                    .contains("org.apache.kafka:kafka-clients", "Apache-2.0", "org.postgresql:postgresql");
        }
    }

    @Test
    @Order(4)
    void hasAManualPageOfEachCommandThatIsWellFormed() throws Exception {
        // Given
        Path pages = release.resolve(Path.of("share", "man", "man1"));
        Set<String> expected = new TreeSet<>();
        addPages(new CommandLine(new Main()), expected);

        // Then
        assertThat(expected).contains("loopline.1", "loopline-doctor.1", "loopline-dead-letters-retry.1");
        try (Stream<Path> files = Files.list(pages)) {
            assertThat(files).map(file -> file.getFileName().toString()).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(pages.resolve("loopline-up.1"))
                .content()
                .contains("rdagent\\-home", "Runs Loopline on", "\"2026-01-01\"");

        // When
        assumeTrue(Commands.isThere("groff"), "groff is not installed");
        for (String page : expected) {
            String said = run(
                    folder,
                    Map.of(),
                    "groff",
                    "-man",
                    "-ww",
                    "-Tutf8",
                    "-z",
                    pages.resolve(page).toString());

            // Then
            assertThat(said).as(page).isEmpty();
        }
    }

    private static void addPages(CommandLine command, Set<String> pages) {
        pages.add(command.getCommandSpec().qualifiedName("-") + ".1");
        command.getSubcommands().values().stream()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .forEach(below -> addPages(below, pages));
    }

    private List<Path> runnable() throws IOException {
        List<Path> jars = new ArrayList<>();
        jars.add(release.resolve("command").resolve("loopline.jar"));
        try (Stream<Path> services = Files.list(release.resolve("services"))) {
            services.map(service -> service.resolve("quarkus-run.jar")).forEach(jars::add);
        }
        assertThat(jars).hasSize(6);
        return jars;
    }

    private Map<Path, Object> archives() throws IOException {
        Map<Path, Object> archives = new HashMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("data").resolve("classes"))) {
            for (Path file : files.toList()) {
                archives.put(file, Files.getLastModifiedTime(file));
            }
        }
        return archives;
    }

    private String demo() throws Exception {
        List<String> command = new ArrayList<>();
        if (mayCloseTheNetwork()) {
            command.addAll(List.of("unshare", "-n", "-m", "sh", "-c", "ip link set lo up && " + apart(), "sh"));
        }
        command.addAll(List.of(
                release.resolve("bin").resolve("loopline").toString(),
                "demo",
                "--data",
                folder.resolve("data").toString(),
                "--every",
                "1s",
                "--for",
                "8s",
                "--port-offset",
                Integer.toString(offset())));
        return run(folder, Map.of("PATH", tools().toString()), command.toArray(String[]::new));
    }

    /** Runs what follows, with an empty folder for temporary files if what is needed does not lie there, and lists what it left. */
    private String apart() {
        if (folder.startsWith(TEMPORARY)) {
            return "exec \"$@\"";
        }
        return "mount -t tmpfs none " + TEMPORARY + " && \"$@\"; result=$?; ls -A " + TEMPORARY + " >" + left()
                + "; exit $result";
    }

    private Path left() {
        return folder.resolve("left");
    }

    private boolean mayCloseTheNetwork() throws Exception {
        Process trial = new ProcessBuilder("unshare", "-n", "-m", "ip", "link", "set", "lo", "up")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return trial.waitFor() == 0;
    }

    /** Moves the default ports, which other tests use, by a number that differs from run to run. */
    private static int offset() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return Math.floorMod(any.getLocalPort(), 20_000) + 10_000;
        }
    }

    /** A folder with the tools only: neither Java nor Maven can be found. */
    private Path tools() throws IOException {
        Path bin = folder.resolve("bin");
        if (!Files.isDirectory(bin)) {
            Files.createDirectories(bin);
            for (String tool : TOOLS) {
                for (String place : System.getenv("PATH").split(":")) {
                    Path program = Path.of(place, tool);
                    if (Files.isExecutable(program) && !Files.exists(bin.resolve(tool))) {
                        Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
                        assertThat(bin.resolve(tool).toFile().setExecutable(true))
                                .isTrue();
                    }
                }
            }
        }
        return bin;
    }

    private static String run(Path folder, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, MINUTES)).as(Files.readString(output)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
