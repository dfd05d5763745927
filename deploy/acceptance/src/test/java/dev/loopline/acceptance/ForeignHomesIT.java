package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.runs.ExpectedLoop;
import dev.loopline.samples.runs.RunFactor;
import dev.loopline.samples.runs.RunHome;
import dev.loopline.samples.runs.Structure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One home with runs of every generation of RD-Agent and every awkward structure that can share a home, without a registry. It
 * is carried once; each test looks at what came of it.
 */
class ForeignHomesIT {

    @TempDir
    private static Path folder;

    private static RunningHome running;
    private static RunHome runs;
    private static Facts facts;

    @BeforeAll
    static void carriesTheHome() {
        WrittenHome home = SampleHome.builder(folder.resolve("RD-Agent home"))
                .registry(RegistryKind.NONE)
                .structures(Structure.sharable().toArray(Structure[]::new))
                .write();
        runs = home.runs();
        running = RunningHome.start(home, folder.resolve("data"));
        running.settle();
        facts = Facts.of(running.endpoints());
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    static List<ExpectedLoop> loops() {
        return runs.loops();
    }

    static Collection<String> named() {
        return runs.named();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("loops")
    void carriesEachLoopAsItsCodeAndSessionSay(ExpectedLoop loop) throws IOException {
        LoopComparison.compare(loop, facts, running.home().home().root());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    void namesWhatItDoesNotCarry(String place) {
        assertThat(facts.isNamed(place)).as(place).isTrue();
    }

    @Test
    void catalogsNoLoopThatIsNone() {
        List<String> known =
                runs.loops().stream().map(ExpectedLoop::workspaceId).toList();
        assertThat(running.aistock().query("SELECT workspace_id FROM aistock_loop_catalog"))
                .isSubsetOf(known);
    }

    @Test
    void inventsNoFactors() {
        assertThat(runs.noFactors())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(facts.factors(name)).as(name).isEmpty());
    }

    @Test
    void keepsFactorsWithOneFormulaTextApart() {
        Stream<String> names =
                runs.of(Structure.SAME_FORMULA).get(0).factors().stream().map(RunFactor::name);
        assertThat(names)
                .hasSize(3)
                .allSatisfy(name -> assertThat(facts.occurrences(name)).as(name).isEqualTo(1));
    }

    @Test
    void executesNoPickle() {
        assertThat(running.home().home().resolve(RunHome.TRACE_OF_HOSTILE)).doesNotExist();
    }

    @Test
    void isVerifiedWithoutAFailedCheck() throws Exception {
        assertThat(running.verify()).isEmpty();
    }
}
