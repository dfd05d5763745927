package dev.loopline.samples.runs;

import dev.loopline.samples.content.ParquetTable;
import dev.loopline.samples.pickle.PickleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The workspaces of a run's experiments: what is in them, file by file. Used by one thread. */
final class ExperimentFolders {

    private static final String SOURCE_DATA = "git_ignore_folder/factor_implementation_source_data/daily_pv.h5";
    private static final List<String> CURVE = List.of("account", "return", "turnover", "cost", "bench");
    private static final List<String> DAYS = List.of("2018-01-02", "2018-01-03", "2018-01-04");
    private static final int ROWS = 8;

    private final HomeFiles files;
    private final RunSettings run;

    ExperimentFolders(HomeFiles files, RunSettings run) {
        this.files = files;
        this.run = run;
    }

    String folder(String id) {
        return run.workspaces() + "/" + id;
    }

    /** How the pickles spell it. */
    String recorded(String id) {
        String above = run.recordedWorkspaces();
        if (above == null) {
            return files.resolve(folder(id)).toString();
        }
        return above + (above.indexOf('\\') >= 0 ? "\\" : "/") + id;
    }

    void templates(String id, boolean model) {
        Generation generation = run.generation();
        String table = generation == Generation.V0_3 ? "combined_factors_df.pkl" : "combined_factors_df.parquet";
        for (Configuration configuration : Configuration.templates(generation, model)) {
            files.write(folder(id) + "/" + configuration.fileName(), configuration.text(table));
        }
        files.write(folder(id) + "/README.md", "# Workspace\n\nWhat qlib runs.\n");
    }

    void factor(String id, RunFactor factor) {
        files.write(folder(id) + "/factor.py", factor.source());
        String data = folder(id) + "/daily_pv.h5";
        if (run.is(RunSettings.Way.COPIED_DATA)) {
            files.write(data, files.read(SOURCE_DATA));
        } else {
            files.link(data, SOURCE_DATA);
        }
        files.write(folder(id) + "/execution.lock", "");
        files.write(folder(id) + "/result.h5", Made.hdf(id, 600));
    }

    void model(String id, RunModel model) {
        files.write(folder(id) + "/model.py", model.source());
    }

    /** The table of factor values that is written before the backtest. */
    void table(String id, List<String> factors) {
        if (run.generation() == Generation.V0_3) {
            files.write(folder(id) + "/combined_factors_df.pkl", frame(factors, id));
            return;
        }
        List<String> columns = new ArrayList<>();
        factors.forEach(name -> columns.add("('feature', '" + name + "')"));
        files.write(folder(id) + "/combined_factors_df.parquet", ParquetTable.of(columns, ROWS, Made.random(id)));
    }

    void metrics(String id, Map<String, ? extends @Nullable Double> figures) {
        StringBuilder text = new StringBuilder(",0\n");
        figures.forEach((name, value) -> text.append(name)
                .append(',')
                .append(value == null ? "" : value.toString())
                .append('\n'));
        files.write(folder(id) + "/qlib_res.csv", text.toString());
    }

    void curve(String id) {
        if (run.is(RunSettings.Way.PARQUET_CURVE)) {
            files.write(folder(id) + "/ret.parquet", ParquetTable.of(CURVE, ROWS, Made.random(id)));
        } else {
            files.write(folder(id) + "/ret.pkl", frame(CURVE, id));
        }
        if (run.generation() == Generation.FORK) {
            files.write(folder(id) + "/ret_schema.json", "{\"schema\": {\"fields\": []}, \"data\": []}\n");
            files.write(folder(id) + "/signals.json", "[]\n");
        }
    }

    private byte[] frame(List<String> columns, String key) {
        SplittableRandom random = Made.random(key);
        double[] values = random.doubles(columns.size() * (long) DAYS.size()).toArray();
        return PickleWriter.pickle(run.generation().pandas().frame(columns, DAYS, values));
    }
}
