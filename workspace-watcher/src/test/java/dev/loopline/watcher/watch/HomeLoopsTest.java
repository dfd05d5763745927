package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.register.LoopBook;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeLoopsTest {

    private static final LoopKey KEY = new LoopKey("run", 1);
    private static final LoopKey OTHER = new LoopKey("run", 2);

    private final HomeLoops seen = new HomeLoops(new LoopBook());

    @Test
    void keepsWhatACommitBroughtSinceTheScanBegan() {
        // Given
        seen.scanBegins();
        seen.afterCommit(found(KEY, "commit"));

        // When
        seen.scanned(Map.of(KEY, loop(KEY, "scan"), OTHER, loop(OTHER, "scan")));

        // Then
        assertThat(action(KEY)).isEqualTo("commit");
        assertThat(action(OTHER)).isEqualTo("scan");
    }

    @Test
    void keepsALoopThatTheScanCameTooEarlyFor() {
        // Given
        seen.scanBegins();
        seen.afterCommit(found(KEY, "commit"));

        // When
        seen.scanned(found(OTHER, "scan"));

        // Then
        assertThat(seen.keys()).containsExactlyInAnyOrder(KEY, OTHER);
    }

    @Test
    void believesTheScanThatBeganAfterTheCommit() {
        // Given
        seen.afterCommit(Map.of(KEY, loop(KEY, "commit"), OTHER, loop(OTHER, "commit")));
        seen.scanBegins();

        // When
        seen.scanned(found(KEY, "scan"));

        // Then
        assertThat(action(KEY)).isEqualTo("scan");
        assertThat(seen.keys()).containsExactly(KEY);
    }

    @Test
    void isCompleteWhenAScanIsThrough() {
        seen.scanBegins();
        seen.afterCommit(found(KEY, "commit"));
        assertThat(seen.isComplete()).isFalse();
        seen.scanned(Map.of());
        assertThat(seen.isComplete()).isTrue();
    }

    private String action(LoopKey key) {
        return seen.find(key).map(Candidate::action).orElseThrow();
    }

    private static Map<LoopKey, Candidate> found(LoopKey key, String by) {
        return Map.of(key, loop(key, by));
    }

    /** A loop whose action names what saw it. */
    private static Candidate loop(LoopKey key, String by) {
        return new Candidate(key, null, List.of(), by, null, null, null, List.of());
    }
}
