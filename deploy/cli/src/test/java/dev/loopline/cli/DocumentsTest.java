package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.document.CommandLines;
import dev.loopline.cli.document.Document;
import dev.loopline.cli.document.EnvironmentNames;
import dev.loopline.cli.document.TestNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documents name is there: files, headings, commands, options, variables and tests. */
class DocumentsTest {

    private static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern VARIABLE = Pattern.compile("\\bLOOPLINE_[A-Z0-9_]*[A-Z0-9]\\b");
    /** Options of RD-Agent, its tools and Java. */
    private static final Set<String> OF_OTHERS = Set.of(
            "--command-config", "--db", "--enable-native-access", "--no-checkout", "--registry-sqlite", "--ws-root");
    /** Folders whose documents tell the options of programs of their own. */
    private static final Set<Path> OTHER_PROGRAMS = Set.of(Path.of("deploy", "bench"), Path.of("deploy", "samples"));

    private List<Document> documents = List.of();

    @BeforeEach
    void read() throws IOException {
        documents = Document.below(REPOSITORY);
        assertThat(documents)
                .extracting(document -> REPOSITORY.relativize(document.file()).toString())
                .contains("README.md", "README.zh-CN.md");
    }

    @Test
    void eachLinkLeadsToAFileAndAHeading() {
        // Given
        List<String> dead = new ArrayList<>();

        // When
        for (Document document : documents) {
            document.links().stream()
                    .filter(link -> !leadsSomewhere(document, link))
                    .forEach(link -> dead.add(name(document) + ": " + link));
        }

        // Then
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Document from, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target =
                path.isEmpty() ? from.file() : from.file().resolveSibling(path).normalize();
        boolean isThere = target.startsWith(REPOSITORY) && Files.exists(target);
        return isThere && (hash < 0 || Document.read(target).anchors().contains(link.substring(hash + 1)));
    }

    @Test
    void eachCommandAndOptionIsKnown() {
        // Given
        CommandLines lines = new CommandLines(new CommandLine(new Main()));
        Set<String> options = lines.options();
        List<String> unknown = new ArrayList<>();

        // When
        for (Document document : documents) {
            lines.unknownIn(document).forEach(words -> unknown.add(name(document) + ": " + words));
            CommandLines.loneOptions(document).stream()
                    .filter(option -> !isOfAnotherProgram(document))
                    .filter(option -> !options.contains(option) && !OF_OTHERS.contains(option))
                    .forEach(option -> unknown.add(name(document) + ": " + option));
        }

        // Then
        assertThat(unknown).isEmpty();
    }

    private static boolean isOfAnotherProgram(Document document) {
        return OTHER_PROGRAMS.stream().map(REPOSITORY::resolve).anyMatch(document.file()::startsWith);
    }

    @Test
    void eachVariableIsReadSomewhere() throws IOException {
        // Given
        Set<String> known = EnvironmentNames.of(REPOSITORY);
        Set<String> unknown = new TreeSet<>();

        // When
        for (Document document : documents) {
            VARIABLE.matcher(document.text())
                    .results()
                    .map(MatchResult::group)
                    .filter(variable -> !known.contains(variable))
                    .forEach(variable -> unknown.add(name(document) + ": " + variable));
        }

        // Then
        assertThat(known).contains("LOOPLINE_BUNDLE_WITHDRAWN_RETENTION", "LOOPLINE_BROKER_PARTITIONS");
        assertThat(unknown).isEmpty();
    }

    @Test
    void eachTestThatShowsAPromiseIsThere() throws IOException {
        // Given
        TestNames tests = TestNames.below(REPOSITORY);
        List<String> unknown = new ArrayList<>();

        // When
        for (Document document : documents) {
            tests.unknownIn(document).forEach(test -> unknown.add(name(document) + ": " + test));
        }

        // Then
        assertThat(tests.namedIn(Document.read(REPOSITORY.resolve("docs/guarantees.md"))))
                .hasSizeGreaterThan(100);
        assertThat(unknown).isEmpty();
    }

    @Test
    void theChineseReadmeShowsTheSameCommands() {
        assertThat(commands("README.zh-CN.md")).isNotEmpty().isEqualTo(commands("README.md"));
    }

    private static List<Document.Block> commands(String readme) {
        return Document.read(REPOSITORY.resolve(readme)).blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .toList();
    }

    private static String name(Document document) {
        return REPOSITORY.relativize(document.file()).toString();
    }
}
