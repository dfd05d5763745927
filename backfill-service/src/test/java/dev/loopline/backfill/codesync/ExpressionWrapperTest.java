package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.fixture.Python;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrappers of factors that are an expression of qlib. */
class ExpressionWrapperTest {

    /** The operators that the tests use, as qlib has them in {@code data/base.py} and {@code data/ops.py}. */
    private static final String BASE = """
            class Expression:
                def __truediv__(self, other):
                    from .ops import Div
                    return Div(self, other)

                def load(self, instrument, start, end, *args):
                    return self._load_internal(instrument, start, end, *args)
            """;

    private static final String OPS = """
            from .base import Expression


            class Ref(Expression):
                def __init__(self, feature, days):
                    self.feature, self.days = feature, days

                def _load_internal(self, *args):
                    return self.feature.load(*args).shift(self.days)


            class Div(Expression):
                def __init__(self, left, right):
                    self.left, self.right = left, right

                def _load_internal(self, *args):
                    return self.left.load(*args) / self.right.load(*args)


            OpsList = [Ref, Div]
            """;

    private static final Formula ROC = new Formula("ROC1", "Ref($close, 1)/$close");

    @TempDir
    Path home;

    private Path library = Path.of("unset");

    @BeforeEach
    void library() throws IOException {
        library = Files.createDirectories(home.resolve("rd-factors-lib"));
    }

    private List<SyncedCode> sync(Path root, List<LoopCode> loops) {
        List<SyncedCode> synced = new ArrayList<>();
        CodeLibraries libraries = new CodeLibraries(home, Map.of(CodeLibraries.FACTORS_ROOT, root.toString()));
        loops.forEach(loop -> synced.addAll(libraries.sync(List.of(loop))));
        return synced;
    }

    private static LoopCode loop(int loopId, Formula... formulas) {
        return new LoopCode(
                new LoopKey("t", loopId),
                Instant.EPOCH.plusSeconds(loopId),
                List.of(),
                List.of(formulas),
                Set.of(),
                null);
    }

    @Test
    void saysWhatItNeedsWhereThereIsNoQlib() throws Exception {
        // Given
        sync(library, List.of(loop(0, ROC)));

        // When
        String said = Python.run(home, "-I", "-c", Python.path(library, library) + """
                import rd_factors_lib.generated as g
                try:
                    g.factor_ROC1(None)
                except ImportError as problem:
                    print(problem)
                """);

        // Then
        assertThat(said)
                .startsWith("the factor ROC1 is the expression Ref($close, 1)/$close, which qlib's operators compute")
                .contains("pip install pyqlib");
    }

    @Test
    void computesEachInstrumentFromTheColumnsOfTheTable() throws Exception {
        // Given
        SyncedCode synced = sync(library, List.of(loop(0, ROC))).get(0);
        Path data = Files.createDirectories(home.resolve("stand-in/qlib/data"));
        Files.writeString(data.resolve("base.py"), BASE);
        Files.writeString(data.resolve("ops.py"), OPS);

        // When
        String python = Python.withPandas();
        String values = Python.runWith(
                python,
                home,
                "-c",
                Python.path(library, home.resolve("stand-in"))
                        + """
                import pandas as pd
                import rd_factors_lib.generated as g
                rows = pd.MultiIndex.from_product([[1, 2], ["A", "B"]], names=["datetime", "instrument"])
                df = pd.DataFrame({"$close": [1.0, 10.0, 2.0, 40.0]}, index=rows)
                for table in (df, df.iloc[[3, 0, 2, 1]], df.rename(columns={"$close": "close"}), df.swaplevel()):
                    result = g.%s(table)
                    assert result.index.equals(table.index)
                    print(list(result.columns), result["ROC1"].sort_values().fillna(-1).tolist())
                print(g.factor_ROC1(df.xs("A", level="instrument"))["ROC1"].tolist())
                """.formatted(
                                synced.functions().ofFormula(ROC).orElseThrow().exact()));

        // Then
        assertThat(values).isEqualTo("['ROC1'] [0.25, 0.5, -1.0, -1.0]\n".repeat(4) + "[nan, 0.5]\n");
    }

    @Test
    void areTheSameInWhateverOrderLoopsComeAndLeaveTheNameToCode() throws Exception {
        // Given
        Formula other = new Formula("ROC1", "Ref($close, 2)/$close");
        List<LoopCode> loops = new ArrayList<>(List.of(loop(0, ROC), loop(1, other), loop(2, ROC, other)));
        sync(library, loops);
        Path second = Files.createDirectories(home.resolve("second/rd-factors-lib"));
        Collections.reverse(loops);

        // When
        sync(second, loops);
        SyncedCode again = sync(library, loops).get(0);

        // Then
        Path generated = Path.of("rd_factors_lib/generated.py");
        assertThat(second.resolve(generated)).hasSameTextualContentAs(library.resolve(generated));
        assertThat(again.state().factors().state()).isEqualTo(State.UNCHANGED);
        assertThat(library.resolve(generated)).content().containsOnlyOnce("def factor_ROC1(df)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mean($close>Ref($close, 1), 5)",
                "Std(Abs($close/Ref($close, 1)-1)*$volume, 5)/(Mean(Abs($close/Ref($close, 1)-1)*$volume, 5)+1e-12)",
                "If($close > $open, -1, Power($close, 2))",
                "($close>$open) & ($high>=$low)",
                "-1 * $close ** 2"
            })
    void takeWhatQlibsOperatorsCompute(String expression) {
        assertThat(new Formula("F", expression).isEvaluable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "momentum over 5 days of $close",
                "\\frac{$close}{$open}",
                "open('$close')",
                "__import__('os').system('$close')",
                "Mean($close, 5).__class__",
                "Mean($close, 5); Ref($close, 1)",
                "[$close]",
                "Mean($close, N=5)",
                "Mean($close, *$open)",
                "lambda: $close",
                "$close if 1 else $open",
                "-$close",
                "Mean($close, n)",
                "Ref('$close', 1)",
                "P($$roe_q)",
                "ChangeInstrument('SH000300', $close)",
                "x = $close"
            })
    void leaveEverythingElse(String expression) {
        assertThat(new Formula("F", expression).isEvaluable()).isFalse();
    }
}
