package dev.loopline.catalog.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactorMergeTest {

    private static final LoopKey A1 = new LoopKey("a", 1);
    private static final LoopKey A2 = new LoopKey("a", 2);
    private static final LoopKey B1 = new LoopKey("b", 1);

    @Test
    void putsTheBestSharpeFirstThenTheSmallerLoop() {
        // Given
        List<Standing> standings = List.of(
                new Standing(A1, null),
                new Standing(A2, null),
                new Standing(A2, 0.0),
                new Standing(B1, -0.0),
                new Standing(B1, -1.0),
                new Standing(B1, 2.0));

        // When
        List<Standing> ordered =
                standings.stream().sorted(FactorMerge.OWNER_FIRST).toList();

        // Then
        assertThat(ordered)
                .containsExactly(
                        new Standing(B1, 2.0),
                        new Standing(A2, 0.0),
                        new Standing(B1, -0.0),
                        new Standing(B1, -1.0),
                        new Standing(A1, null),
                        new Standing(A2, null));
    }

    @Test
    void concernsBothLoopsWhenAFactorMovesAndNoneWhenItStays() {
        assertThat(new FactorMerge.Ownership(A1, B1).concerned()).containsExactly(A1, B1);
        assertThat(new FactorMerge.Ownership(null, B1).concerned()).containsExactly(B1);
        assertThat(new FactorMerge.Ownership(A1, null).concerned()).containsExactly(A1);
        assertThat(new FactorMerge.Ownership(A1, A1).concerned()).isEmpty();
        assertThat(new FactorMerge.Ownership(A1, null).isGone()).isTrue();
    }
}
