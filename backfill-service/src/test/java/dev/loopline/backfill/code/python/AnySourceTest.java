package dev.loopline.backfill.code.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever stands in a source, its analysis ends with a result, in a time that grows with its length only. */
class AnySourceTest {

    private static final List<String> SOURCES = sources();
    private static final List<String> LINES = SOURCES.stream()
            .flatMap(String::lines)
            .map(String::strip)
            .distinct()
            .toList();
    private static final String ALPHABET = "()[]{}:,.='\"\\\n\t #@*+-/%<>!$`~|&^\u0000\u6536\ud83dabdefinrstxy019_";

    private static List<String> sources() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/factor-corpus"))) {
            return files.filter(file -> file.toString().endsWith(".py"))
                    .sorted()
                    .map(AnySourceTest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source of the corpus, cut somewhere, with some characters put in anywhere. */
    @SeededTest(samples = 400)
    void endsForDamagedSources(RandomValues random) {
        String source = random.oneOf(SOURCES);
        String cut = source.substring(0, Math.min(random.number(0, 3_000), source.length()));
        int place = Math.min(random.number(0, 3_000), cut.length());
        assertEnds(cut.substring(0, place) + random.text(0, 8, ALPHABET) + cut.substring(place));
    }

    /** Lines of several sources in any order. */
    @SeededTest(samples = 300)
    void endsForShuffledLines(RandomValues random) {
        assertEnds(String.join("\n", random.list(0, 40, () -> random.oneOf(LINES))));
    }

    @SeededTest(samples = 200)
    void endsForAnyCharacters(RandomValues random) {
        String source = random.text(255);
        assertEnds(source);
        assertThat(QlibExpression.of("$a" + source).lookbackDays()).isPositive();
        assertThat(DescribedInputs.of(List.of(source)).lookbackDays()).isPositive();
    }

    private static void assertEnds(String source) {
        FactorInputs inputs = SourceAnalysis.of(source, "f");
        assertThat(inputs.lookbackDays()).isPositive();
        assertThat(inputs.gaps()).noneMatch(gap -> gap.reason().startsWith(SourceAnalysis.DEFECT));
        assertThat(SourceAnalysis.survey(source).outputs())
                .allSatisfy(output -> assertThat(output.inputs().gaps())
                        .noneMatch(gap -> gap.reason().startsWith(SourceAnalysis.DEFECT)));
    }

    /** Ten times the text takes the processor about ten times as long. */
    @Test
    void takesTimeByLength() {
        String function = "def f%d(df):\n    return df['$close'].rolling(20).mean()\n";
        isLinear(function, 200_000, 2_000_000);
        isLinear("x%d = (((((\n", 20_000, 200_000);
        isLinear("a%d b ' \" $ ) ?\n", 200_000, 2_000_000);
        isLinear("if a%d:\n    b = 1\nelse:\n    b = 2\n", 20_000, 200_000);
    }

    private static void isLinear(String unit, int few, int many) {
        processorTime(unit, 0, few);
        Duration small = processorTime(unit, 1, few); // what was analysed once is remembered

        Duration large = processorTime(unit, 2, many);

        System.out.printf("%d characters %d ms, %d characters %d ms%n", few, small.toMillis(), many, large.toMillis());
        assertThat(large).isLessThan(small.multipliedBy(40).plusMillis(200));
    }

    /** Of this thread, because other programs and the compilers take time too. */
    private static Duration processorTime(String unit, int first, int length) {
        StringBuilder source = new StringBuilder();
        for (int i = first; source.length() < length; i++) {
            source.append(unit.replace("%d", Integer.toString(i)));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        SourceAnalysis.of(source.toString(), "f");
        return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    }
}
