package dev.loopline.samples.runs;

import java.util.Locale;

/** Which command of RD-Agent was started. */
public enum RunKind {
    /** {@code fin_factor}. */
    FACTOR("FactorRDLoop", "factor", "QlibFactorScenario"),
    /** {@code fin_model}. */
    MODEL("ModelRDLoop", "model", "QlibModelScenario"),
    /** {@code fin_quant}: factors and models in turn. */
    QUANT("QuantRDLoop", "quant", "QlibQuantScenario"),
    /** {@code fin_factor_report}: factors out of research reports. */
    REPORT("FactorReportLoop", "factor_from_report", "QlibFactorFromReportScenario");

    private final String loopClass;
    private final String module;
    private final String scenario;

    RunKind(String loopClass, String module, String scenario) {
        this.loopClass = loopClass;
        this.module = module;
        this.scenario = scenario;
    }

    String loopClass() {
        return loopClass;
    }

    String loopModule() {
        return "rdagent.app.qlib_rd_loop." + module;
    }

    String scenario() {
        return scenario;
    }

    /** The beginning of the names of its parts: the classes of a run from reports are those of factors. */
    String part() {
        return this == REPORT ? "factor" : name().toLowerCase(Locale.ROOT);
    }
}
