package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out which of a workspace's configurations was executed, and with which values. */
public final class ConfigurationChoice {

    /** RD-Agent's runners choose in this order; each file only if what it needs is in the workspace. */
    private static final List<String> ORDER = List.of(
            "conf_combined_factors_sota_model",
            "conf_combined_factors_dynamic",
            "conf_sota_factors_model",
            "conf_baseline_factors_model",
            "conf_baseline",
            "conf",
            "config");

    private static final Set<String> NEEDS_FACTORS =
            Set.of("conf_combined_factors_sota_model", "conf_combined_factors_dynamic", "conf_sota_factors_model");
    private static final int NAMED_DIFFERENCES = 8;
    private static final String NEEDS_MODEL = "conf_combined_factors_sota_model";

    private ConfigurationChoice() {}

    /** A file that can be read, with the notes that are due if it is taken. */
    private record Candidate(String name, ObjectNode tree, Notes notes, int differences) {}

    /**
     * Chooses among the YAML files in the root; copies and tests are passed over. Where a run recorded what it executed, the
     * file counts that agrees best with it, and what the run recorded counts more than the file.
     *
     * @param recorded what the chosen run recorded: flattened key to text
     */
    public static ExecutedConfiguration of(WorkspaceFolder workspace, Map<String, String> recorded, Notes notes)
            throws IOException {
        RunParams params = RunParams.of(recorded);
        List<String> names = candidates(workspace);
        List<Candidate> readable = new ArrayList<>();
        for (String name : names) {
            Notes own = new Notes();
            Optional<String> text = workspace.text(name);
            text.flatMap(yaml -> YamlText.parse(yaml, params.byPath(), workspace.subject(name), own))
                    .map(parsed -> withTask(parsed.tree()))
                    .map(tree -> new Candidate(
                            name, tree, own, params.differences(tree).size()))
                    .ifPresentOrElse(readable::add, () -> {
                        if (readable.isEmpty()) {
                            notes.addAll(own);
                        }
                    });
        }
        Optional<Candidate> chosen = readable.stream().min(Comparator.comparingInt(Candidate::differences));
        if (chosen.isEmpty()) {
            notes.add(
                    "CONFIGURATION_MISSING",
                    workspace.workspaceId(),
                    names.isEmpty()
                            ? "It holds no YAML file that could have run."
                            : "None of its YAML files can be read.");
            return asItRan(ExecutedConfiguration.NONE, params, workspace.workspaceId(), notes);
        }
        Candidate taken = chosen.get();
        notes.addAll(taken.notes());
        noteChoice(taken, names, readable, workspace, notes);
        return asItRan(
                new ExecutedConfiguration(taken.name(), taken.tree()), params, workspace.subject(taken.name()), notes);
    }

    private static void noteChoice(
            Candidate taken, List<String> names, List<Candidate> readable, WorkspaceFolder workspace, Notes notes) {
        String usual = names.get(0);
        if (!taken.name().equals(usual)) {
            boolean broken = !readable.get(0).name().equals(usual);
            notes.add(
                    broken ? "CONFIGURATION_NOT_EXECUTED" : "CONFIGURATION_BY_RUN",
                    workspace.subject(taken.name()),
                    "It was taken because " + usual
                            + (broken ? " cannot be read." : " agrees less with what the run recorded."));
        }
    }

    /** What ran is written over what the file says; a file of another model or dataset says nothing about them. */
    private static ExecutedConfiguration asItRan(
            ExecutedConfiguration read, RunParams params, String subject, Notes notes) {
        List<String> differences = params.differences(read.tree());
        if (differences.isEmpty()) {
            return read;
        }
        ObjectNode tree = read.tree().deepCopy();
        boolean other = !params.ranWithClassesOf(tree);
        if (other && tree.path("task") instanceof ObjectNode task) {
            task.remove(List.of("model", "dataset"));
            differences = params.differences(tree);
        }
        params.apply(tree, differences);
        String named = String.join(", ", differences.subList(0, Math.min(NAMED_DIFFERENCES, differences.size())));
        notes.add(
                "CONFIGURATION_DIFFERS_FROM_RUN",
                subject,
                (other
                                ? "It names another model or dataset than ran; what the run recorded was taken: "
                                : "Taken from the run: ")
                        + named
                        + (differences.size() > NAMED_DIFFERENCES ? " and more." : "."));
        return new ExecutedConfiguration(read.source(), tree);
    }

    /** Some configurations hold their task below {@code scenario}. */
    private static ObjectNode withTask(ObjectNode tree) {
        JsonNode below = tree.path("scenario").path("task");
        if (!tree.path("task").isObject() && below.isObject()) {
            tree.set("task", below);
        }
        return tree;
    }

    private static List<String> candidates(WorkspaceFolder workspace) {
        Comparator<String> byRank = Comparator.comparingInt(name -> rank(name, workspace));
        return workspace.files().stream()
                .filter(FoundFile::isInRoot)
                .map(FoundFile::name)
                .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                .filter(name -> !isCopy(name))
                .sorted(byRank.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean isCopy(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("backup") || lower.contains("_test.") || lower.startsWith("test");
    }

    private static int rank(String name, WorkspaceFolder workspace) {
        String stem = name.substring(0, name.lastIndexOf('.'));
        int order = ORDER.indexOf(stem);
        boolean lacks = NEEDS_FACTORS.contains(stem) && !workspace.has("combined_factors_df.parquet")
                || stem.equals(NEEDS_MODEL) && !workspace.has("model.py");
        if (order < 0) {
            return ORDER.size();
        }
        return lacks ? ORDER.size() + 1 + order : order;
    }
}
