package dev.loopline.backfill.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well sources of many styles are tied to the names of results, and what is said of the factors that they are tied to. The
 * truth was written by reading the sources, before they were analysed for the first time. Each source lies in a workspace of
 * its own as {@code factor.py}, and the names of all factors are offered. The floors are a little under what is reached.
 */
class FactorStylesTest {

    private static final Path STYLES = Path.of("src/test/resources/factor-styles");

    @TempDir
    Path workspaces;

    /** What was said of the factors of one source. */
    private record Said(Set<String> wanted, Map<String, FactorInputs> found) {}

    private Said read(String file, Set<String> names, Set<String> wanted) throws IOException {
        Path folder = Files.createDirectories(workspaces.resolve(file));
        Files.copy(STYLES.resolve(file), folder.resolve("factor.py"));
        Map<String, FactorInputs> found = new TreeMap<>();
        Notes notes = new Notes();
        CodeScan.factors(
                        List.of(WorkspaceFolder.open(file, folder, 10, notes)),
                        new ResultNames(List.of(), Map.of(), names, Map.of(), List.of()),
                        notes)
                .forEach(code -> found.put(code.name(), code.inputs()));
        return new Said(wanted, found);
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    @Test
    void tiesSourcesOfManyStylesAndKnowsWhatTheyRead() throws IOException {
        // Given
        JsonNode truths = Json.mapper().readTree(STYLES.resolve("truth.json").toFile());
        Map<String, Set<String>> factorsOfFile = new TreeMap<>();
        Set<String> names = new TreeSet<>();
        truths.properties().forEach(one -> {
            names.add(one.getKey());
            factorsOfFile
                    .computeIfAbsent(one.getValue().path("file").asText(), unused -> new TreeSet<>())
                    .add(one.getKey());
        });

        // When
        List<Said> all = new ArrayList<>();
        for (Map.Entry<String, Set<String>> file : factorsOfFile.entrySet()) {
            all.add(read(file.getKey(), names, file.getValue()));
        }

        // Then
        int right = 0;
        int hits = 0;
        int given = 0;
        int wanted = 0;
        int lookback = 0;
        int tied = 0;
        for (Said said : all) {
            right += said.found().keySet().equals(said.wanted()) ? 1 : 0;
            for (String name : said.wanted()) {
                FactorInputs inputs = said.found().getOrDefault(name, FactorInputs.NONE);
                JsonNode truth = truths.path(name);
                Set<String> required = texts(truth.path("required_fields"));
                Set<String> both = new HashSet<>(inputs.required());
                both.retainAll(required);
                tied += said.found().containsKey(name) ? 1 : 0;
                hits += both.size();
                given += inputs.required().size();
                wanted += required.size();
                boolean exact = inputs.lookbackKnown()
                        && inputs.lookbackDays() == truth.path("lookback_days").asInt();
                lookback += exact ? 1 : 0;
                if (!exact || !required.equals(inputs.required())) {
                    System.out.println(name + " is said to read " + inputs);
                }
            }
            if (!said.found().keySet().equals(said.wanted())) {
                System.out.println("tied to " + said.found().keySet() + " instead of " + said.wanted());
            }
        }
        double factors = truths.size();
        System.out.printf(
                Locale.ROOT,
                "%d sources, %d factors | tied %.3f, sources exact %.3f | required: precision %.3f, recall %.3f |"
                        + " look-back exact %.3f%n",
                all.size(),
                truths.size(),
                tied / factors,
                (double) right / all.size(),
                (double) hits / given,
                (double) hits / wanted,
                lookback / factors);
        assertThat(all).hasSizeGreaterThanOrEqualTo(30);
        assertThat((double) right / all.size()).isGreaterThanOrEqualTo(0.95);
        assertThat((double) hits / given).isGreaterThanOrEqualTo(0.98);
        assertThat((double) hits / wanted).isGreaterThanOrEqualTo(0.98);
        assertThat(lookback / factors).isGreaterThanOrEqualTo(0.95);
    }
}
