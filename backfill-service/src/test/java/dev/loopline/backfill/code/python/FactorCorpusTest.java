package dev.loopline.backfill.code.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How true the analysis is on a corpus of sources whose truth was written by reading them, before the analysis was run on
 * them (those called {@code Held_…} were written when it was finished); and what the documented rule by name gets on the same corpus. The floors are a little under what is reached.
 */
class FactorCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/factor-corpus");
    private static final Pattern DAYS_BEFORE_D = Pattern.compile("(\\d+)D");
    private static final List<String> FUNDAMENTAL = List.of("pe", "pb", "ps", "pcf", "market_cap", "turnover");
    private static final List<String> MONEY_FLOW = List.of("moneyflow", "net_inflow", "net_outflow");

    /** @param lookback null if it cannot be told */
    private record Truth(
            String name,
            String source,
            Set<String> required,
            Set<String> optional,
            Integer lookback,
            boolean unbounded) {}

    private record Answer(Set<String> required, Set<String> optional, Integer lookback, boolean unbounded) {}

    private record Score(
            String rule, double precision, double recall, double optional, double lookback, double unbounded) {}

    private static List<Truth> corpus() throws IOException {
        List<Truth> all = new ArrayList<>();
        JsonNode truths = Json.mapper().readTree(CORPUS.resolve("truth.json").toFile());
        for (var entry : truths.properties()) {
            JsonNode truth = entry.getValue();
            all.add(new Truth(
                    entry.getKey(),
                    Files.readString(CORPUS.resolve(entry.getKey() + ".py")),
                    texts(truth.path("required_fields")),
                    texts(truth.path("optional_fields")),
                    truth.path("unknown").asBoolean()
                            ? null
                            : truth.path("lookback_days").asInt(),
                    truth.path("unbounded").asBoolean()));
        }
        return all;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static Answer derived(Truth one) {
        String attribute = List.of("calculate_" + one.name(), one.name(), "factor").stream()
                .filter(name -> Pattern.compile("(def|class) " + name + "\\b")
                        .matcher(one.source())
                        .find())
                .findFirst()
                .orElse("");
        FactorInputs inputs = SourceAnalysis.of(one.source(), attribute);
        return new Answer(
                inputs.required(),
                inputs.optional(),
                inputs.lookbackKnown() ? inputs.lookbackDays() : null,
                inputs.isUnbounded());
    }

    /** The rule of the scripts: substrings of the name, and the digits before an upper-case D, else 10. */
    private static Answer byName(Truth one) {
        String lower = one.name().toLowerCase(Locale.ROOT);
        Matcher days = DAYS_BEFORE_D.matcher(one.name());
        int lookback = days.find() ? Integer.parseInt(days.group(1)) : 10;
        if (FUNDAMENTAL.stream().anyMatch(lower::contains)) {
            return new Answer(
                    Set.of("pe", "pb", "market_cap", "turnover_rate"),
                    Set.of("ps", "pcf", "roe", "roa"),
                    lookback,
                    false);
        }
        if (MONEY_FLOW.stream().anyMatch(lower::contains)) {
            return new Answer(
                    Set.of("net_inflow", "net_outflow", "money_flow"),
                    Set.of("net_inflow_rate", "net_outflow_rate"),
                    lookback,
                    false);
        }
        return new Answer(
                Set.of("open", "high", "low", "close", "volume"),
                Set.of("amount", "pct_chg", "turnover_rate"),
                lookback,
                false);
    }

    private static Score score(String rule, List<Truth> corpus, Function<Truth, Answer> answers) {
        int hits = 0;
        int given = 0;
        int wanted = 0;
        int optional = 0;
        int lookback = 0;
        int unbounded = 0;
        for (Truth truth : corpus) {
            Answer answer = answers.apply(truth);
            Set<String> both = new HashSet<>(answer.required());
            both.retainAll(truth.required());
            hits += both.size();
            given += answer.required().size();
            wanted += truth.required().size();
            optional += answer.optional().equals(truth.optional()) ? 1 : 0;
            lookback += java.util.Objects.equals(answer.lookback(), truth.lookback()) ? 1 : 0;
            unbounded += answer.unbounded() == truth.unbounded() ? 1 : 0;
        }
        double all = corpus.size();
        return new Score(
                rule, (double) hits / given, (double) hits / wanted, optional / all, lookback / all, unbounded / all);
    }

    @Test
    void isTruerThanTheRuleByName() throws IOException {
        // Given
        List<Truth> corpus = corpus();

        // When
        Score ours = score("by code", corpus, FactorCorpusTest::derived);
        Score names = score("by name", corpus, FactorCorpusTest::byName);
        Score later = score(
                "by code, sources written after it",
                corpus.stream().filter(one -> one.name().startsWith("Held_")).toList(),
                FactorCorpusTest::derived);

        // Then
        System.out.printf(
                Locale.ROOT,
                "%d sources | required: precision, recall | optional exact | look-back exact | unbounded exact%n",
                corpus.size());
        for (Score score : List.of(ours, names, later)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-33s | %.3f %.3f | %.3f | %.3f | %.3f%n",
                    score.rule(),
                    score.precision(),
                    score.recall(),
                    score.optional(),
                    score.lookback(),
                    score.unbounded());
        }
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(60);
        assertThat(ours.precision()).isGreaterThanOrEqualTo(0.98);
        assertThat(ours.recall()).isGreaterThanOrEqualTo(0.97);
        assertThat(ours.optional()).isGreaterThanOrEqualTo(0.97);
        assertThat(ours.lookback()).isGreaterThanOrEqualTo(0.95);
        assertThat(ours.unbounded()).isGreaterThanOrEqualTo(0.98);
        assertThat(ours.lookback()).isGreaterThan(names.lookback());
        assertThat(ours.recall()).isGreaterThan(names.recall());
    }
}
