package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptCommandTest {

    private static final String ADOPTED = """
            [{"folder": "/h/a1", "loop": "legacy_a1/0", "result": "adopted", "reason": null}]""";
    private static final String MIXED = """
            [{"folder": "/h/a1", "loop": "legacy_a1/0", "result": "already_adopted", "reason": null},
             {"folder": "/h/b2", "loop": null, "result": "refused", "reason": "it holds no result"}]""";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer watcher;

    @BeforeEach
    void start() throws IOException {
        watcher = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        watcher.close();
    }

    @Test
    void adoptsAllThatCanBeWhenNoFolderIsNamed() {
        // Given
        watcher.answers(ADOPTED);

        // When
        int code = run();

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(watcher.asked()).containsExactly("POST /api/adoptions");
        assertThat(watcher.posted()).hasToString("[{\"folders\":[],\"dry_run\":false}]");
        assertThat(out.toString().lines())
                .containsExactly(
                        "adopted         /h/a1 as legacy_a1/0", "1 adopted; status shows how they are carried.");
    }

    @Test
    void namesFoldersAsTheWatcherFindsThem() throws IOException {
        // Given: one is there from here, the other is spelled as in status
        Path there = Files.createDirectory(folder.resolve("ws"));
        watcher.answers(ADOPTED);

        // When
        int code = run("--dry-run", folder.resolve("x/../ws").toString(), "@bulk/a1");

        // Then
        assertThat(code).isZero();
        assertThat(watcher.posted().get(0).path("folders")).hasToString("[\"" + there + "\",\"@bulk/a1\"]");
        assertThat(watcher.posted().get(0).path("dry_run").asBoolean()).isTrue();
        assertThat(out.toString()).contains("would be adopted /h/a1 as legacy_a1/0");
    }

    @Test
    void saysWhyAFolderIsRefused() {
        // Given
        watcher.answers(MIXED);

        // When
        int code = run("/h/a1", "/h/b2");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly("already adopted /h/a1 as legacy_a1/0", "refused         /h/b2: it holds no result");
    }

    @Test
    void saysThatThereIsNothingToAdopt() {
        // Given
        watcher.answers("[]", "[]");

        // When
        int code = run();
        int dryRun = run("--dry-run");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(dryRun).isZero();
        assertThat(out.toString()).contains("Nothing to adopt");
    }

    @Test
    void givesTheAnswerAsItIsToPrograms() {
        // Given
        watcher.answers(MIXED);

        // When
        int code = run("--json");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("\"result\" : \"already_adopted\"").doesNotContain("refused   ");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("--all")).isEqualTo(2);
        assertThat(watcher.asked()).isEmpty();
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("adopt", "--data", folder.toString()));
        arguments.addAll(List.of(words));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
