package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts of a topic, and then of one that was made anew under its name. */
class TopicChangeIT {

    private static final String FORMER = "former";
    private static final String NEW = "new";

    private TestDatabase database;
    private CatalogStore store;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.migrated();
        store = new CatalogStore(database.source(), Clock.systemUTC());
    }

    @Test
    void replacesWhatAFormerTopicSaidWhateverItsNumberWas() throws SQLException {
        // Given
        apply(loop(9, "former", FORMER));

        // When
        apply(loop(2, "new", NEW));

        // Then, and within the new topic the higher number counts
        assertThat(shown()).containsExactly("2|new|new");
        apply(loop(1, "older", NEW));
        assertThat(shown()).containsExactly("2|new|new");
        apply(loop(3, "newer", NEW));
        assertThat(shown()).containsExactly("3|newer|new");
    }

    @Test
    void writesNoRowWhereTheNewTopicSaysTheSame() throws SQLException {
        // Given
        apply(loop(9, "same", FORMER));
        List<String> before = database.rows("SELECT id, xmin FROM aistock_loop_catalog");

        // When
        apply(loop(9, "same", NEW));

        // Then: its numbers are compared with those of the new topic from now on
        assertThat(database.rows("SELECT id, xmin FROM aistock_loop_catalog")).isEqualTo(before);
        assertThat(shown()).containsExactly("9|same|new");
        apply(loop(8, "older", NEW));
        assertThat(shown()).containsExactly("9|same|new");
    }

    @Test
    void withdrawsAndBringsBackByWhatTheNewTopicSays() throws SQLException {
        // Given
        apply(loop(9, "former", FORMER));

        // When, Then
        apply(new CatalogChange.Withdrawal(Tombstone.of(new LoopKey("t", 1), 2), NEW));
        assertThat(shown()).isEmpty();
        apply(loop(1, "third", "third"));
        assertThat(shown()).containsExactly("1|third|third");
    }

    @Test
    void takesTheNewTopicsFactWhereBothComeInOneBatch() throws SQLException {
        // When
        apply(loop(9, "former", FORMER), loop(2, "new", NEW));

        // Then
        assertThat(shown()).containsExactly("2|new|new");
    }

    @Test
    void comparesNumbersWhereTheTopicIsNotKnown() throws SQLException {
        // Given: a row of an older version
        apply(loop(5, "former", ""));

        // When
        apply(loop(4, "older", NEW));
        List<String> kept = shown();
        apply(loop(5, "former", NEW));

        // Then
        assertThat(kept).containsExactly("5|former|null");
        assertThat(shown()).containsExactly("5|former|new");
    }

    private static CatalogChange loop(long revision, String hypothesis, String topicId) {
        return new CatalogChange.Import(
                SampleLoop.of("t", 1).revision(revision).hypothesis(hypothesis).build(),
                BundleResult.AVAILABLE,
                topicId);
    }

    private void apply(CatalogChange... changes) throws SQLException {
        store.apply(List.of(changes));
    }

    private List<String> shown() throws SQLException {
        return database.rows("SELECT l.loopline_revision, l.hypothesis, i.topic_id FROM aistock_loop_catalog l JOIN"
                + " loopline_import i USING (task_run_id, loop_id)");
    }
}
