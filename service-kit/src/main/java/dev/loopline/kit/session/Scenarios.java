package dev.loopline.kit.session;

import dev.loopline.kit.session.Scenario.Kind;
import java.util.Map;
import java.util.Optional;

/** Which class of RD-Agent, and which tag at the root of a trace, belongs to which scenario. Stateless. */
final class Scenarios {

    private static final Scenario FACTOR = new Scenario(Kind.QLIB_FACTOR, "fin_factor");
    private static final Scenario MODEL = new Scenario(Kind.QLIB_MODEL, "fin_model");
    private static final Scenario QUANT = new Scenario(Kind.QLIB_QUANT, "fin_quant");
    private static final Scenario REPORT = new Scenario(Kind.QLIB_REPORT, "fin_factor_report");
    private static final Scenario DATA_SCIENCE = Scenario.foreign("data_science");
    private static final Scenario KAGGLE = Scenario.foreign("kaggle");
    private static final Scenario FINETUNE = Scenario.foreign("finetune");
    private static final Scenario RL = Scenario.foreign("rl");
    private static final Scenario GENERAL_MODEL = Scenario.foreign("general_model");
    private static final Scenario MED_MODEL = Scenario.foreign("med_model");

    private static final Map<String, Scenario> BY_LOOP = Map.of(
            "FactorRDLoop", FACTOR,
            "ModelRDLoop", MODEL,
            "QuantRDLoop", QUANT,
            "FactorReportLoop", REPORT,
            "DataScienceRDLoop", DATA_SCIENCE,
            "KaggleRDLoop", KAGGLE,
            "LLMFinetuneRDLoop", FINETUNE,
            "RLPostTrainingRDLoop", RL);

    private static final Map<String, Scenario> BY_CLASS = Map.ofEntries(
            Map.entry("QlibFactorScenario", FACTOR),
            Map.entry("QlibModelScenario", MODEL),
            Map.entry("QlibQuantScenario", QUANT),
            Map.entry("QlibFactorFromReportScenario", REPORT),
            Map.entry("QlibQuantHypothesis", QUANT),
            Map.entry("QlibFactorExperiment", FACTOR),
            Map.entry("QlibModelExperiment", MODEL),
            Map.entry("KGScenario", KAGGLE),
            Map.entry("KaggleScen", DATA_SCIENCE),
            Map.entry("DataScienceScen", DATA_SCIENCE),
            Map.entry("DSFinetuneScen", DATA_SCIENCE),
            Map.entry("LLMFinetuneScen", FINETUNE),
            Map.entry("RLPostTrainingScen", RL),
            Map.entry("GeneralModelScenario", GENERAL_MODEL),
            Map.entry("DMModelScenario", MED_MODEL));

    private static final Map<String, Scenario> BY_ROOT_TAG = Map.of(
            "competition", DATA_SCIENCE,
            "knowledge_base", KAGGLE,
            "feature coder", KAGGLE,
            "load_experiment", GENERAL_MODEL,
            "developed_experiment", GENERAL_MODEL,
            "quant hypothesis generator", QUANT);

    private Scenarios() {}

    /** By module and name of the class of the loop object. A class of this name is taken for it in whatever module. */
    static Scenario ofLoop(String loopClass) {
        String name = simple(loopClass);
        if (name.equals("ModelRDLoop") && loopClass.contains("data_mining")) {
            return MED_MODEL;
        }
        Scenario known = BY_LOOP.get(name);
        return known == null ? new Scenario(Kind.UNKNOWN, name) : known;
    }

    /** By the class of another object that says it: a scenario, a hypothesis, an experiment. */
    static Optional<Scenario> ofClass(String className) {
        return Optional.ofNullable(BY_CLASS.get(simple(className)));
    }

    static Optional<Scenario> ofRootTag(String tag) {
        return Optional.ofNullable(BY_ROOT_TAG.get(tag));
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
