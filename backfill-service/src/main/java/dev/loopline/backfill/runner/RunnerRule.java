package dev.loopline.backfill.runner;

import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.SessionExperiment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configurations that a generation's runners choose from. Read in RD-Agent's {@code factor_runner.py} and {@code
 * model_runner.py} at its tags: 0.3 and 0.4 know one configuration for each kind of loop; from 0.5 on it depends on what was
 * accepted before.
 *
 * @param generations who chooses so
 * @param factors of a loop of factors: new factors with the runner's own model
 * @param factorsWithModel of a loop of factors that builds on an accepted model, whose {@code model.py} the runner copies
 * @param model of a loop of models that builds on base features only
 * @param modelWithFactors of a loop of models that builds on accepted factors, whose table the runner writes before
 */
record RunnerRule(
        List<Generation> generations,
        List<String> factors,
        List<String> factorsWithModel,
        List<String> model,
        List<String> modelWithFactors) {

    /** The known fork has a file of its own beside the usual one; where that is there, it is executed. */
    private static final List<String> COMBINED =
            List.of("conf_combined_factors_dynamic.yaml", "conf_combined_factors.yaml");

    private static final List<RunnerRule> RULES = List.of(
            new RunnerRule(
                    List.of(Generation.V0_5, Generation.V1_0),
                    COMBINED,
                    List.of("conf_combined_factors_sota_model.yaml"),
                    List.of("conf_baseline_factors_model.yaml"),
                    List.of("conf_sota_factors_model.yaml")),
            new RunnerRule(
                    List.of(Generation.V0_3, Generation.V0_4),
                    List.of("conf_combined.yaml"),
                    List.of("conf_combined.yaml"),
                    List.of("conf.yaml"),
                    List.of("conf.yaml")));

    /** From so many accepted experiments of factors on a loop of models builds on them; in the fork one is enough. */
    private static final int ENOUGH_FACTORS = 2;

    /**
     * The files that the runner may have executed, the likeliest first: one if there is no doubt, none if the folder holds no
     * file that a runner chooses.
     *
     * @param names the configurations in the folder
     */
    static List<String> possible(Backtest backtest, Collection<String> names) {
        return rules(backtest.generation())
                .map(rule -> rule.choose(backtest, names))
                .filter(files -> !files.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The generation's own rule first; a folder may hold the files of another one, which a user put there. */
    private static Stream<RunnerRule> rules(Generation generation) {
        return Stream.concat(
                RULES.stream().filter(rule -> rule.generations.contains(generation)),
                RULES.stream().filter(rule -> !rule.generations.contains(generation)));
    }

    private List<String> choose(Backtest backtest, Collection<String> names) {
        Optional<String> plainFactors = first(factors, names);
        Optional<String> plainModel = first(model, names);
        boolean both = plainFactors.isPresent() && plainModel.isPresent();
        boolean isModel = both ? backtest.action().equals(Backtest.MODEL) : plainModel.isPresent();
        return isModel
                ? ordered(withFactors(backtest), plainModel, first(modelWithFactors, names))
                : ordered(withModel(backtest), plainFactors, first(factorsWithModel, names));
    }

    private enum Answer {
        YES,
        NO,
        PERHAPS
    }

    /** The runner copies the accepted model into the folder right before it starts the backtest. */
    private static Answer withModel(Backtest backtest) {
        SessionExperiment experiment = backtest.experiment();
        if (backtest.hasModel() || experiment != null && experiment.modelExperiments() > 0) {
            return Answer.YES;
        }
        return experiment != null || backtest.leftFiles() || backtest.hasFactorTable() ? Answer.NO : Answer.PERHAPS;
    }

    /** The runner writes the table of accepted factors into the folder before it starts the backtest. */
    private static Answer withFactors(Backtest backtest) {
        SessionExperiment experiment = backtest.experiment();
        if (backtest.hasFactorTable()) {
            return Answer.YES;
        }
        if (backtest.leftFiles()) {
            return Answer.NO;
        }
        if (experiment == null) {
            return Answer.PERHAPS;
        }
        boolean fork = backtest.generation() != Generation.V1_0 && experiment.factorExperiments() > 0;
        return experiment.factorExperiments() >= ENOUGH_FACTORS ? Answer.YES : fork ? Answer.PERHAPS : Answer.NO;
    }

    private static List<String> ordered(Answer answer, Optional<String> plain, Optional<String> building) {
        Stream<Optional<String>> files = switch (answer) {
            case YES -> Stream.of(building);
            case NO -> Stream.of(plain);
            case PERHAPS -> Stream.of(plain, building);
        };
        return files.flatMap(Optional::stream).distinct().toList();
    }

    private static Optional<String> first(List<String> wanted, Collection<String> names) {
        return wanted.stream().filter(names::contains).findFirst();
    }
}
