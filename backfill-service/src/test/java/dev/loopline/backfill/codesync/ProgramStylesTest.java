package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.code.CodeScan;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.FactorCode.Shape;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.fixture.Python;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wrappers of sources in all styles give the factor's values; their import runs none of them. */
class ProgramStylesTest {

    /** Stands in for pandas: a table is a dictionary of lists, and its file is JSON. */
    private static final String PANDAS = """
            import json


            class DataFrame(dict):
                columns = property(lambda self: list(self))

                def __getitem__(self, key):
                    return DataFrame({k: dict.get(self, k) for k in key}) if isinstance(key, list) else dict.get(self, key)

                def to_hdf(self, path, key=None):
                    open(path, "w").write(json.dumps(self))


            def read_hdf(path, key=None):
                return DataFrame(json.load(open(path)))
            """;

    private static final String DOUBLED = "import pandas as pd\n\n\ndef doubled(df):\n"
            + "    return pd.DataFrame({'Twice': [2 * x for x in df['$close']]})\n\n\n";

    private static final Map<String, String> SOURCES = Map.of(
            "script",
                    "import pandas as pd\n\ndf = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "pd.DataFrame({'Twice': [2 * x for x in df['$close']]}).to_hdf('result.h5', key='data')\n",
            "main",
                    DOUBLED
                            + "def main():\n    doubled(pd.read_hdf('daily_pv.h5')).to_hdf('result.h5', key='data')\n\n\n"
                            + "if __name__ == '__main__':\n    main()\n",
            "exit",
                    DOUBLED + "import sys\n\n\ndef main(argv=None):\n    assert len(argv or sys.argv) == 1\n"
                            + "    doubled(pd.read_hdf('daily_pv.h5')).to_hdf('result.h5', key='data')\n    return 0\n\n\n"
                            + "if __name__ == '__main__':\n    sys.exit(main())\n",
            "frame",
                    "import pandas as pd\n\n\ndef factor_Twice(df):\n"
                            + "    return pd.DataFrame({'Twice': [2 * x for x in df['$close']]})\n",
            "returns",
                    "import pandas as pd\n\n\ndef calculate_Twice():\n    df = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "    return pd.DataFrame({'Twice': [2 * x for x in df['$close']]})\n\n\n"
                            + "if __name__ == '__main__':\n    calculate_Twice().to_hdf('result.h5', key='data')\n",
            "class",
                    "import pandas as pd\n\n\nclass TwiceFactor:\n    def compute(self, df):\n"
                            + "        return pd.DataFrame({'Twice': [2 * x for x in df['$close']]})\n",
            "several",
                    "import pandas as pd\n\ndf = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "pd.DataFrame({'Other': df['$open'], 'Twice': [2 * x for x in df['$close']]})"
                            + ".to_hdf('result.h5', key='data')\n");

    private static final Map<String, String> STRANGER = Map.of(
            "coroutine",
                    "import asyncio\nimport pandas as pd\n\n\nasync def calculate_Twice():\n"
                            + "    df = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "    pd.DataFrame({'Twice': [2 * x for x in df['$close']]}).to_hdf('result.h5', key='data')\n\n\n"
                            + "if __name__ == '__main__':\n    asyncio.run(calculate_Twice())\n",
            "beside",
                    "from pathlib import Path\nimport pandas as pd\n\nHERE = Path(__file__).parent\n\n\ndef calculate_Twice():\n"
                            + "    df = pd.read_hdf(HERE / 'daily_pv.h5', key='data')\n"
                            + "    pd.DataFrame({'Twice': [2 * x for x in df['$close']]}).to_hdf(HERE / 'result.h5')\n\n\n"
                            + "if __name__ == '__main__':\n    calculate_Twice()\n",
            "fitted",
                    "import pandas as pd\n\n\nclass Twice:\n    def fit(self, df):\n        self.times = 2\n\n"
                            + "    def transform(self, df):\n"
                            + "        return pd.DataFrame({'Twice': [self.times * x for x in df['$close']]})\n",
            "exits",
                    "import sys\nimport pandas as pd\n\n\ndef calculate_Twice():\n"
                            + "    df = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "    pd.DataFrame({'Twice': [2 * x for x in df['$close']]}).to_hdf('result.h5')\n    sys.exit(0)\n\n\n"
                            + "if __name__ == '__main__':\n    calculate_Twice()\n",
            "default",
                    "import pandas as pd\n\n\ndef load():\n    return pd.read_hdf('daily_pv.h5', key='data')\n\n\n"
                            + "def calculate_Twice(data=load):\n"
                            + "    return pd.DataFrame({'Twice': [2 * x for x in data()['$close']]})\n\n\n"
                            + "if __name__ == '__main__':\n    calculate_Twice().to_hdf('result.h5', key='data')\n",
            "files",
                    "import pandas as pd\n\n\ndef calculate_Twice():\n    pv = pd.read_hdf('daily_pv.h5', key='data')\n"
                            + "    flow = pd.read_hdf('moneyflow.h5', key='data')\n"
                            + "    assert pv.columns == ['$close', '$open'] and flow.columns == ['mf_amt'], (pv.columns, flow.columns)\n"
                            + "    pd.DataFrame({'Twice': [2 * x for x in pv['$close']]}).to_hdf('result.h5', key='data')\n\n\n"
                            + "if __name__ == '__main__':\n    calculate_Twice()\n");

    @TempDir
    Path home;

    private FactorCode scanned(String source) throws IOException {
        Path folder = Files.createDirectories(home.resolve("w"));
        Files.writeString(folder.resolve("factor.py"), source);
        ResultNames names = new ResultNames(List.of(), Map.of(), List.of("Twice"), Map.of(), List.of());
        List<FactorCode> codes =
                CodeScan.factors(List.of(WorkspaceFolder.open("w", folder, 10, new Notes())), names, new Notes());
        assertThat(codes).hasSize(1);
        return codes.get(0);
    }

    private Path sync(FactorCode code) throws IOException {
        Path factors = Files.createDirectories(home.resolve("rd-factors-lib"));
        Files.writeString(factors.resolve("pandas.py"), PANDAS);
        new CodeLibraries(home, Map.of(CodeLibraries.FACTORS_ROOT, factors.toString()))
                .sync(List.of(new LoopCode(
                        new LoopKey("t", 0),
                        Instant.parse("2026-01-14T02:11:09Z"),
                        List.of(code),
                        List.of(),
                        Set.of(),
                        null)));
        return factors;
    }

    @ParameterizedTest
    @CsvSource({
        "script, SCRIPT",
        "main, SCRIPT",
        "exit, SCRIPT",
        "frame, TAKES_FRAME",
        "returns, READS_FILE",
        "class, CLASS",
        "several, SCRIPT",
        "coroutine, SCRIPT",
        "beside, SCRIPT",
        "fitted, CLASS",
        "exits, READS_FILE",
        "default, READS_FILE",
        "files, READS_FILE"
    })
    void callsCodeOfAnyStyle(String style, Shape shape) throws Exception {
        // Given
        FactorCode code = scanned(SOURCES.getOrDefault(style, STRANGER.get(style)));

        // When
        Path factors = sync(code);

        // Then
        assertThat(code.entry().shape()).isEqualTo(shape);
        assertThat(Python.run(home, "-c", Python.path(factors, factors) + """
                import os
                import pandas as pd
                import rd_factors_lib.generated as g
                assert not any(name.startswith("rd_factors_lib.factors") for name in sys.modules)
                before = os.getcwd()
                for _ in range(2):
                    print(dict(g.factor_Twice(pd.DataFrame({"$close": [1, 2], "$open": [5, 6], "mf_amt": [7, 8]}))))
                assert os.getcwd() == before
                """))
                .isEqualTo("{'Twice': [2, 4]}\n".repeat(2));
    }

    @Test
    void saysThatAProgramWroteNothing() throws Exception {
        // Given
        FactorCode code = scanned(SOURCES.get("main")
                .replace("doubled(pd", "keep = doubled(pd")
                .replace(".to_hdf('result.h5', key='data')", ""));

        // When
        Path factors = sync(code);

        // Then
        assertThat(Python.run(home, "-c", Python.path(factors, factors) + """
                import pandas as pd
                import rd_factors_lib.generated as g
                try:
                    g.factor_Twice(pd.DataFrame({"$close": [1]}))
                except RuntimeError as problem:
                    print(problem)
                """))
                .isEqualTo("the factor's program wrote no result.h5\n");
    }

    @Test
    void saysThatAProgramFailed() throws Exception {
        // Given
        FactorCode code = scanned(SOURCES.get("exit").replace("return 0", "return 3"));

        // When
        Path factors = sync(code);

        // Then
        assertThat(Python.run(home, "-c", Python.path(factors, factors) + """
                import pandas as pd
                import rd_factors_lib.generated as g
                try:
                    g.factor_Twice(pd.DataFrame({"$close": [1]}))
                except RuntimeError as problem:
                    print(problem)
                """))
                .isEqualTo("the factor's program ended with 3\n");
    }
}
