package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/seeds.md} names for each item of the two guides the test that shows it, or says why there can be none. */
class GuidesPageTest {

    private static final Map<String, String> FOLDERS = Map.of(
            "acceptance", "deploy/acceptance",
            "backfill", "backfill-service",
            "bundle", "bundle-service",
            "catalog", "catalog-service",
            "cli", "deploy/cli",
            "contracts", "contracts",
            "embedded", "deploy/embedded",
            "importer", "aistock-importer",
            "service-kit", "service-kit",
            "watcher", "workspace-watcher");

    /** A module before a test holds for those after it; a class before a method likewise. */
    private static final Pattern NAMED = Pattern.compile("(?:([a-z-]+): )?`(?:(\\w+(?:Test|IT))\\.)?([a-z]\\w+)`");

    private static final String NO_TEST = "no test: ";

    @Test
    void everyItemNamesTestsThatExistOrSaysWhyThereIsNone() throws IOException {
        // Given
        Map<String, String> sources = new HashMap<>();
        List<String> rows = Files.readAllLines(Repository.root().resolve("docs/seeds.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Guide |"))
                .toList();

        // When
        List<String> wrong = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.substring(2, row.length() - 2).split(" \\| ", -1);
            boolean isExplained =
                    cells.length == 4 && cells[3].length() > NO_TEST.length() && cells[3].startsWith(NO_TEST);
            if (cells.length != 4 || !(isExplained || namesTests(cells[3], sources))) {
                wrong.add(row);
            }
        }

        // Then
        assertThat(rows).hasSizeGreaterThan(400);
        assertThat(wrong).isEmpty();
    }

    private static boolean namesTests(String cell, Map<String, String> sources) throws IOException {
        String module = "";
        String type = "";
        int found = 0;
        Matcher named = NAMED.matcher(cell);
        while (named.find()) {
            module = named.group(1) == null ? module : named.group(1);
            type = named.group(2) == null ? type : named.group(2);
            boolean isRemark = named.group(2) == null && cell.startsWith(")", named.end());
            if (!isRemark && !source(module, type, sources).contains(" " + named.group(3) + "(")) {
                return false;
            }
            found++;
        }
        return found > 0;
    }

    /** The source of a test class; empty if there is none of this name in the module. */
    private static String source(String module, String type, Map<String, String> sources) throws IOException {
        String folder = FOLDERS.get(module);
        String key = folder + "/" + type;
        String known = sources.get(key);
        if (folder == null || known != null) {
            return known == null ? "" : known;
        }
        String text = "";
        try (Stream<Path> files = Files.walk(Repository.root().resolve(folder).resolve("src/test/java"))) {
            for (Path file : files.filter(file -> file.endsWith(type + ".java")).toList()) {
                text = Files.readString(file);
            }
        }
        sources.put(key, text);
        return text;
    }
}
