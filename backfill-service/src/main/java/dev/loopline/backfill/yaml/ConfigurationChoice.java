package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.jinja.Variables;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.runner.Runner;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which of a workspace's configurations was executed, and with which values: the file that the run's command line
 * names, else the one that agrees best with what the run recorded, else the one that the runner of RD-Agent chooses under the
 * circumstances. Where more than one file remains, the likeliest is taken and marked as not certain. For one workspace and one
 * thread.
 */
public final class ConfigurationChoice {

    private static final int NAMED_DIFFERENCES = 8;

    /** Where a run records the features that were loaded. */
    private static final String LOADERS = "task.dataset.kwargs.handler.kwargs.data_loader.kwargs.dataloader_l";

    private final WorkspaceFolder workspace;
    private final RunParams params;
    private final Notes notes;
    private final Runner runner;
    private final List<String> names;
    /** What the runner may have executed, the likeliest first. */
    private final List<String> possible;
    /** The files that can be read, by their names. */
    private final Map<String, Candidate> readable = new LinkedHashMap<>();

    /** A file that can be read, with the notes that are due if it is taken. */
    private record Candidate(String name, ObjectNode tree, Notes notes, int differences, boolean usualFeatures) {}

    /**
     * What was chosen.
     *
     * @param certain whether no other file is as possible
     */
    private record Choice(Candidate taken, boolean certain) {}

    private ConfigurationChoice(WorkspaceFolder workspace, RunParams params, Runner runner, Notes notes) {
        this.workspace = workspace;
        this.params = params;
        this.notes = notes;
        this.runner = runner;
        this.names = ConfigurationFiles.of(workspace);
        this.possible = runner.possible(names);
    }

    /**
     * Chooses. What the run recorded counts more than the file.
     *
     * @param recorded what the chosen run recorded: flattened key to text
     * @param runner the runner that started the backtest
     */
    public static ExecutedConfiguration of(
            WorkspaceFolder workspace, Map<String, String> recorded, Runner runner, Notes notes) throws IOException {
        ConfigurationChoice choice = new ConfigurationChoice(workspace, RunParams.of(recorded), runner, notes);
        choice.read();
        return choice.choose();
    }

    private void read() throws IOException {
        Variables values = runner.values();
        Notes unreadable = new Notes();
        for (String name : names) {
            Notes own = new Notes();
            Optional<String> text = workspace.text(name);
            boolean usual = runner.hasUsualFeatures()
                    && text.filter(yaml -> yaml.contains("feature_names")).isPresent()
                    && params.value(LOADERS).isEmpty();
            Optional<Candidate> candidate = text.flatMap(
                            yaml -> YamlText.parse(yaml, values, params, workspace.subject(name), own))
                    .map(parsed -> withTask(parsed.tree()))
                    .map(tree -> new Candidate(
                            name, tree, own, params.differences(tree).size(), usual));
            candidate.ifPresent(one -> readable.put(name, one));
            if (candidate.isEmpty() && (readable.isEmpty() || possible.contains(name))) {
                unreadable.addAll(own);
            }
        }
        notes.addAll(unreadable);
    }

    private ExecutedConfiguration choose() {
        if (readable.isEmpty()) {
            notes.add(
                    "CONFIGURATION_MISSING",
                    workspace.workspaceId(),
                    names.isEmpty()
                            ? "It holds no YAML file that could have run."
                            : "None of its YAML files can be read.");
            return asItRan(ExecutedConfiguration.NONE, workspace.workspaceId());
        }
        Choice choice = ofCommand().or(this::ofRun).orElseGet(this::ofRunner);
        Candidate taken = choice.taken();
        notes.addAll(taken.notes());
        if (taken.usualFeatures()) {
            notes.add(
                    "FEATURES_USUAL",
                    workspace.subject(taken.name()),
                    "Nothing says which base features it was given; RD-Agent's usual 20 were taken.");
        }
        return asItRan(
                new ExecutedConfiguration(taken.name(), taken.tree(), choice.certain(), taken.usualFeatures()),
                workspace.subject(taken.name()));
    }

    private Optional<Choice> ofCommand() {
        return params.fileOfCommand(List.copyOf(readable.keySet()))
                .map(name -> new Choice(candidate(name), true))
                .map(choice -> {
                    noteByRun(choice.taken(), "is not what the run's command line names.");
                    return choice;
                });
    }

    /** Of files that agree equally well the runner's choice decides. */
    private Optional<Choice> ofRun() {
        if (params.isEmpty()) {
            return Optional.empty();
        }
        int fewest = readable.values().stream()
                .mapToInt(Candidate::differences)
                .min()
                .orElse(0);
        List<String> best = readable.values().stream()
                .filter(one -> one.differences() == fewest)
                .map(Candidate::name)
                .toList();
        if (best.size() > 1) {
            return Optional.of(byRunner(best));
        }
        noteByRun(candidate(best.get(0)), "agrees less with what the run recorded.");
        return Optional.of(new Choice(candidate(best.get(0)), true));
    }

    private Choice ofRunner() {
        Choice choice = byRunner(List.copyOf(readable.keySet()));
        String usual = usual();
        if (!readable.containsKey(usual)) {
            notes.add(
                    "CONFIGURATION_NOT_EXECUTED",
                    workspace.subject(choice.taken().name()),
                    "It was taken because " + usual + " cannot be read.");
        }
        return choice;
    }

    /** The likeliest of these; certain only if the runner chooses one of them and no other file. */
    private Choice byRunner(List<String> among) {
        List<String> likely = possible.stream().filter(among::contains).toList();
        List<String> ordered = new ArrayList<>(likely);
        ordered.addAll(among);
        boolean runnerKnows = likely.size() == 1 && (possible.size() == 1 || !params.isEmpty());
        boolean onlyOne = names.size() == 1;
        String taken = ordered.get(0);
        if (!runnerKnows && !onlyOne) {
            List<String> others = (likely.size() > 1 ? likely : among)
                    .stream().filter(name -> !name.equals(taken)).toList();
            notes.add(
                    "CONFIGURATION_POSSIBLE",
                    workspace.subject(taken),
                    "Nothing says that it was executed; "
                            + (others.isEmpty()
                                    ? "it is the only one that can be read."
                                    : "as possible: " + named(others)));
        }
        return new Choice(candidate(taken), runnerKnows || onlyOne);
    }

    private void noteByRun(Candidate taken, String why) {
        String usual = usual();
        if (!taken.name().equals(usual)) {
            boolean broken = !readable.containsKey(usual);
            notes.add(
                    broken ? "CONFIGURATION_NOT_EXECUTED" : "CONFIGURATION_BY_RUN",
                    workspace.subject(taken.name()),
                    "It was taken because " + usual + " " + (broken ? "cannot be read." : why));
        }
    }

    /** The file that would be taken if the run had recorded nothing. */
    private String usual() {
        return possible.isEmpty() ? names.get(0) : possible.get(0);
    }

    private Candidate candidate(String name) {
        Candidate candidate = readable.get(name);
        if (candidate == null) {
            throw new IllegalArgumentException(name + " cannot be read");
        }
        return candidate;
    }

    /** What ran is written over what the file says; a file of another model or dataset says nothing about them. */
    private ExecutedConfiguration asItRan(ExecutedConfiguration read, String subject) {
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
        notes.add(
                "CONFIGURATION_DIFFERS_FROM_RUN",
                subject,
                (other
                                ? "It names another model or dataset than ran; what the run recorded was taken: "
                                : "Taken from the run: ")
                        + named(differences));
        return new ExecutedConfiguration(read.source(), tree, read.certain(), read.usualFeatures());
    }

    private static String named(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(NAMED_DIFFERENCES, all.size())))
                + (all.size() > NAMED_DIFFERENCES ? " and more." : ".");
    }

    /** Some configurations hold their task below {@code scenario}. */
    private static ObjectNode withTask(ObjectNode tree) {
        JsonNode below = tree.path("scenario").path("task");
        if (!tree.path("task").isObject() && below.isObject()) {
            tree.set("task", below);
        }
        return tree;
    }
}
