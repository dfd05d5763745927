package dev.loopline.backfill.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.Note;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plain RD-Agent says in its session log only. */
class LoopSessionTest {

    @TempDir
    Path home;

    private List<WrittenLoop> loops = List.of();

    @BeforeEach
    void writeHome() {
        loops = SampleHome.builder(home)
                .sessionLoops(6)
                .modelBytes(100)
                .registry(RegistryKind.NONE)
                .write()
                .loops();
    }

    @Test
    void takesTheConclusionFromTheSessionLogWhereNoFileSaysIt() throws Exception {
        for (WrittenLoop loop : loops) {
            // When
            LoopBackfilled event = backfill(loop, false);

            // Then
            JsonNode file = requireNonNull(event.metadata().feedback());
            assertThat(event.feedback().decision()).isEqualTo(loop.accepted());
            assertThat(event.feedback().hypothesis())
                    .isEqualTo("Prices that moved keep moving; loop " + loop.loopId() + ".");
            assertThat(event.feedback().execution()).isEqualTo("Sharpe ratio " + loop.sharpe());
            assertThat(event.feedback().valueFeedback()).isEqualTo("The idea holds in part.");
            assertThat(event.feedback().shapeFeedback()).contains("beat");
            assertThat(file.path("new_hypothesis").asText()).isEqualTo("Try a longer window.");
            assertThat(file.path("origin").asText()).isEqualTo("derived");
        }
    }

    @Test
    void describesFactorsByTheTasksOfTheSessionLog() throws Exception {
        // Given
        WrittenLoop loop = loops.stream()
                .filter(one -> one.action() == Action.FACTOR)
                .findFirst()
                .orElseThrow();

        // When
        JsonNode factors =
                requireNonNull(backfill(loop, false).metadata().factorMeta()).path("factors");

        // Then
        assertThat(factors)
                .filteredOn(factor -> factor.path("source").asText().equals("rdagent_generated"))
                .isNotEmpty()
                .allSatisfy(factor -> {
                    assertThat(factor.path("description_cn").asText()).isNotBlank();
                    assertThat(factor.path("formula_hint").asText()).isNotBlank();
                    assertThat(factor.path("variables")).isNotEmpty();
                    assertThat(factor.path("description_origin").asText()).isEqualTo("derived");
                });
        assertThat(factors)
                .filteredOn(factor -> factor.path("source").asText().equals("qlib_alpha158"))
                .noneMatch(factor -> factor.has("description_origin"));
    }

    @Test
    void keepsWhatAFileSaysAndFillsInTheRest() throws Exception {
        // Given
        WrittenLoop loop = loops.get(0);
        Files.writeString(
                loop.experiment().path().resolve("feedback.json"),
                "{\"decision\": " + !loop.accepted() + ", \"hypothesis\": \"by hand\", \"summary\": {}}");

        // When
        LoopBackfilled event = backfill(loop, true);

        // Then
        assertThat(event.feedback().decision()).isEqualTo(!loop.accepted());
        assertThat(event.feedback().hypothesis()).isEqualTo("by hand");
        assertThat(event.feedback().execution()).isEqualTo("Sharpe ratio " + loop.sharpe());
    }

    @Test
    void givesTheSameTheSecondTime() throws Exception {
        // Given
        WrittenLoop loop = loops.get(1);
        LoopBackfilled first = backfill(loop, false);

        // When / Then
        assertThat(backfill(loop, false).metadata()).isEqualTo(first.metadata());
        assertThat(backfill(loop, true).metadata()).isEqualTo(first.metadata());
    }

    @Test
    void followsALoopThatRanAgainAndWasDecidedOtherwise() throws Exception {
        // Given
        LiveRun run = LiveRun.builder(home, Layout.SESSION, "2026-01-05_08-00-00-000001", 0)
                .modelBytes(100)
                .build();
        run.begin();
        run.finish();
        LoopBackfilled first = backfill(run.describe(), false);

        // When
        run.rerun();
        LoopBackfilled second = backfill(run.describe(), false);

        // Then
        assertThat(second.feedback().decision()).isTrue();
        assertThat(second.feedback().execution())
                .isEqualTo("Sharpe ratio " + run.describe().sharpe())
                .isNotEqualTo(first.feedback().execution());
    }

    @Test
    void takesFromTheSavedStateWhatARefusedPickleDoesNotSay() throws Exception {
        // Given
        WrittenLoop loop = loops.get(2);
        Path tag = home.resolve("log/" + loop.taskRunId() + "/Loop_" + loop.loopId() + "/feedback");
        try (Stream<Path> files = Files.walk(tag)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "cposix\nsystem\n(S'touch pwned'\n");
            }
        }

        // When
        LoopBackfilled event = backfill(loop, false);

        // Then
        assertThat(event.feedback().decision()).isNotNull();
        assertThat(event.notes()).extracting(Note::code).contains("SESSION_LOG_SKIPPED");
        assertThat(Path.of("pwned")).doesNotExist();
    }

    private LoopBackfilled backfill(WrittenLoop loop, boolean overwrite) throws IOException {
        return Backfilling.run(new HomeFolder(home), Registrations.of(home, loop, overwrite), 5_000);
    }
}
