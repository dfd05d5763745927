package dev.loopline.backfill.yaml;

import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The files in the root of a workspace that a backtest may have been started with. Stateless. */
final class ConfigurationFiles {

    /** For folders that hold no file which a runner chooses; earlier ones are more usual. */
    private static final List<String> USUAL = List.of(
            "conf_combined_factors_dynamic",
            "conf_combined_factors",
            "conf_baseline_factors_model",
            "conf_baseline",
            "conf",
            "config");

    private static final Pattern COPY = Pattern.compile(
            "test.*|.*(backup|_bak|\\bbak\\b|_old\\.|_orig\\.|\\bcopy\\b|_copy|_test\\.|(19|20)\\d{2}[-_]?[01]\\d[-_]?[0-3]\\d).*");

    private ConfigurationFiles() {}

    /** Their names; copies, tests and files with a date are passed over. */
    static List<String> of(WorkspaceFolder workspace) {
        Comparator<String> byUse = Comparator.comparingInt(ConfigurationFiles::rank);
        return workspace.files().stream()
                .filter(FoundFile::isInRoot)
                .map(FoundFile::name)
                .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                .filter(name -> !COPY.matcher(name.toLowerCase(Locale.ROOT)).matches())
                .sorted(byUse.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int rank(String name) {
        int rank = USUAL.indexOf(name.substring(0, name.lastIndexOf('.')));
        return rank < 0 ? USUAL.size() : rank;
    }
}
