package dev.loopline.backfill.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which source is the code of which factor, rule by rule. */
class FactorTiesTest {

    private static final String READ = "import pandas as pd\ndf = pd.read_hdf('daily_pv.h5', key='data')\n";

    @TempDir
    Path home;

    private final List<WorkspaceFolder> folders = new ArrayList<>();
    private final Notes notes = new Notes();

    private FactorTiesTest put(String folder, String file, String source) throws IOException {
        Path path = Files.createDirectories(home.resolve(folder));
        Files.writeString(path.resolve(file), source);
        folders.removeIf(one -> one.workspaceId().equals(folder));
        folders.add(WorkspaceFolder.open(folder, path, 100, notes));
        return this;
    }

    private List<FactorCode> codes(ResultNames names) throws IOException {
        return CodeScan.factors(folders, names, notes);
    }

    private List<String> names(ResultNames names) throws IOException {
        return codes(names).stream().map(FactorCode::name).toList();
    }

    private List<String> noted() {
        return notes.list().stream().map(Note::code).toList();
    }

    private static ResultNames columns(String... names) {
        return new ResultNames(List.of(), Map.of(), List.of(names), Map.of(), List.of());
    }

    private static ResultNames tasks(Map<String, String> ofFolder, String... names) {
        return new ResultNames(List.of(names), ofFolder, List.of(), Map.of(), List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "df['$close'].to_frame('Quiet_Lift').to_hdf('result.h5', key='data')",
                "df['$close'].to_frame(name='Quiet_Lift').to_hdf('result.h5', key='data')",
                "df['$close'].rename('Quiet_Lift').to_hdf('result.h5', key='data')",
                "df['Quiet_Lift'] = df['$close'] * 2\ndf[['Quiet_Lift']].to_hdf('result.h5', key='data')",
                "df['Quiet_Lift'] = df['$close'] * 2\ndf.to_hdf('result.h5', key='data')",
                "pd.DataFrame({'Quiet_Lift': df['$close']}).to_hdf('result.h5', key='data')",
                "pd.DataFrame(df['$close'].values, columns=['Quiet_Lift']).to_hdf('result.h5', key='data')",
                "x = df['$close'] * 2\nx.name = 'Quiet_Lift'\nx.to_frame().to_hdf('result.h5', key='data')",
                "N = 'Quiet_Lift'\ndf['$close'].to_frame(N).to_hdf('result.h5', key='data')",
                "P = 'Lift'\ndf['$close'].to_frame(f'Quiet_{P}').to_hdf('result.h5', key='data')",
                "x = df['$close'].to_frame()\nx.columns = ['Quiet_Lift']\nx.to_hdf('result.h5', key='data')",
                "class F:\n    name = 'Quiet_Lift'\n    def go(self):\n        return df['$close'].to_frame(self.name)\n"
                        + "F().go().to_hdf('result.h5', key='data')",
                "df['$close'].to_frame('quiet lift').to_hdf('result.h5', key='data')",
                "def calculate_Quiet_Lift(d):\n    return d['$close']",
                "def calc_quiet_lift(d):\n    return d['$close']",
                "def compute_QuietLift(d):\n    return d['$close']",
                "def factor_Quiet_Lift(d):\n    return d['$close']",
                "def Quiet_Lift(d):\n    return d['$close']",
                "def quietLift(d):\n    return d['$close']",
                "class QuietLiftFactor:\n    def run(self, d):\n        return d['$close']",
                "class Quiet_LiftFactor:\n    pass"
            })
    void tiesASourceByItsColumnOrItsDefinitions(String source) throws IOException {
        // When
        put("w", "factor.py", READ + source + "\n");

        // Then
        assertThat(names(columns("Quiet_Lift", "Other_One"))).containsExactly("Quiet_Lift");
    }

    @Test
    void tiesAColumnBeforeAFileAndAFileBeforeADefinition() throws IOException {
        // Given
        put("w", "factor_Alpha_B.py", READ + "def calculate_Alpha_C(d):\n    return d['$close'].to_frame('Alpha_A')\n");
        put("v", "factor_Alpha_D.py", READ + "def calculate_Alpha_C(d):\n    return d['$close']\n");

        // When
        List<String> names = names(columns("Alpha_A", "Alpha_B", "Alpha_C", "Alpha_D"));

        // Then
        assertThat(names).containsExactly("Alpha_A", "Alpha_D");
    }

    @Test
    void believesTheSessionBeforeTheSource() throws IOException {
        // Given
        put(
                "w1",
                "factor.py",
                READ + "def main():\n    df['$close'].to_frame('x').to_hdf('result.h5', key='data')\nmain()\n");
        put("w2", "factor.py", READ + "df['$open'].to_frame('Second').to_hdf('result.h5', key='data')\n");

        // When
        List<FactorCode> codes = codes(tasks(Map.of("w1", "First", "w2", "Second"), "First", "Second"));

        // Then
        assertThat(codes).extracting(FactorCode::name).containsExactly("First", "Second");
        assertThat(codes.get(0).inputs().required()).containsExactly("close");
        assertThat(codes.get(0).entry().column()).isEqualTo("x");
        assertThat(noted()).isEmpty();
    }

    @Test
    void neverNamesAFactorByDocstringsOrComments() throws IOException {
        // Given
        put(
                "w",
                "factor.py",
                "\"\"\"\ndef calculate_Old_One():\n    x.to_frame('Old_One')\n\"\"\"\n# to_frame('Old_One')\n" + READ
                        + "df['$close'].to_hdf('result.h5', key='data')\n");

        // When
        List<String> names = names(columns("Old_One", "New_One"));

        // Then
        assertThat(names).isEmpty();
        assertThat(noted()).contains("CODE_NOT_TIED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "factor", "run", "compute", "calculate_factor", "calculate_main"})
    void inventsNoNames(String function) throws IOException {
        // Given
        put(
                "w",
                "factor.py",
                READ + "def " + function + "():\n    df['$close'].to_hdf('result.h5', key='data')\n" + function
                        + "()\n");

        // Then
        assertThat(names(columns())).isEmpty();
        assertThat(noted()).contains("CODE_NOT_TIED");
    }

    @Test
    void takesAGenericNameIfResultsHaveIt() throws IOException {
        // Given
        put("w", "factor.py", READ + "def main():\n    return df['$close'].to_frame('main')\n");

        // Then
        assertThat(names(columns("main"))).containsExactly("main");
    }

    @Test
    void tiesTheOnlyNameThatIsLeftToTheOnlySource() throws IOException {
        // Given
        put("w1", "factor.py", READ + "df['$close'].to_frame('Known').to_hdf('result.h5', key='data')\n");
        put("w2", "factor.py", READ + "df['$open'].to_hdf('result.h5', key='data')\n");

        // When
        List<String> names = names(tasks(Map.of(), "Known", "Left"));

        // Then
        assertThat(names).containsExactly("Known", "Left");
    }

    @Test
    void notesATaskWhoseCodeIsNowhere() throws IOException {
        // When
        names(tasks(Map.of(), "Gone_5D"));

        // Then
        assertThat(noted()).containsExactly("TASK_WITHOUT_CODE");
    }

    @Test
    void tiesByTheColumnOfResultH5WhereTheSourceDoesNotSay() throws IOException {
        // Given
        put(
                "w",
                "factor.py",
                READ + "import sys\ndf['$close'].to_frame(sys.argv[1]).to_hdf('result.h5', key='data')\n");

        // When
        List<String> names = names(
                new ResultNames(List.of(), Map.of(), List.of("Other"), Map.of("w", List.of("Written_7")), List.of()));

        // Then
        assertThat(names).containsExactly("Written_7");
    }

    @Test
    void tiesEachOfSeveralColumnsWithItsOwnFields() throws IOException {
        // Given
        put(
                "w",
                "factor.py",
                READ + "a = df['$close'].rolling(5).mean()\nb = df['$volume'].diff(9)\n"
                        + "pd.DataFrame({'Slow_Close': a, 'Volume_Step': b}).to_hdf('result.h5', key='data')\n");

        // When
        List<FactorCode> codes = codes(columns("Slow_Close", "Volume_Step"));

        // Then
        assertThat(codes)
                .extracting(code ->
                        code.name() + code.inputs().required() + code.inputs().lookbackDays())
                .containsExactly("Slow_Close[close]5", "Volume_Step[volume]9");
    }

    @Test
    void tellsApartNamesThatDifferInSignsOnly() throws IOException {
        // Given
        put("w1", "factor.py", READ + "df['$close'].to_frame('a-b').to_hdf('result.h5', key='data')\n");
        put("w2", "factor.py", READ + "df['$open'].to_frame('a b').to_hdf('result.h5', key='data')\n");
        put("w3", "factor.py", READ + "def calculate_a_b(d):\n    return d['$high']\n");

        // When
        List<String> names = names(columns("a-b", "a b", "动量 5D"));

        // Then
        assertThat(names).containsExactly("a-b", "a b");
        assertThat(noted()).contains("CODE_NOT_TIED");
    }

    @Test
    void takesAColumnThatIsSpelledOtherwiseForItsTask() {
        // When
        ResultNames names = new ResultNames(
                List.of("Momentum 5D", "Other"),
                Map.of(),
                List.of("momentum_5d", "OTHER", "other"),
                Map.of(),
                List.of());

        // Then
        assertThat(names.canonical("momentum_5d")).isEqualTo("Momentum 5D");
        assertThat(names.canonical("OTHER")).isEqualTo("OTHER");
    }

    @Test
    void endsForHostileSources() throws IOException {
        // Given
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            many.append("def calculate_X").append(i).append("(df):\n    return df['$close']\n");
        }
        put("w1", "factor.py", "x = " + "[".repeat(10_000) + "]".repeat(10_000) + "\n");
        put("w2", "factor.py", many.toString());
        put("w3", "factor.py", "def " + "a".repeat(200_000) + "(df):\n    return df\n");
        put("w4", "factor.py", "def calculate_A(df:\n  broken");

        // When
        List<String> names = names(columns("X7", "B"));

        // Then
        assertThat(names).contains("X7");
    }
}
