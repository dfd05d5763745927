package dev.loopline.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T2 looks at every function that is named, in all places, with Python and without. */
class LibraryChecksIT {

    private static final String PYTHON = "python3";
    private static final String NO_PYTHON = "no-such-python";
    private static final String NAMED = """
            "impl_module": "rd_factors_lib.generated", "impl_func": "factor_Momentum__0123456789ab",
            "interface_info": {"type": "function", "standard_wrapper": "factor_Momentum"}""";
    private static final String GENERATED = """
            import importlib


            def factor_Momentum(df):
                return importlib.import_module(__package__ + ".factors." + "f_Momentum_0123456789ab").run(df)


            factor_Momentum__0123456789ab = factor_Momentum
            """;

    @TempDir
    static Path databaseFolder;

    private static EmbeddedDatabase database;

    @TempDir
    Path folder;

    private CraftedWorld world;
    private Path library = Path.of("unset");

    @BeforeAll
    static void start() {
        database = EmbeddedDatabase.start(DatabaseOptions.in(databaseFolder, "secret"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void world() throws Exception {
        world = new CraftedWorld(folder, database).withOneLoop();
        library = world.factorLibrary().resolve("rd_factors_lib");
        Files.createDirectories(library.resolve("factors"));
        Files.writeString(library.resolve("__init__.py"), "");
        Files.writeString(library.resolve("generated.py"), GENERATED);
        Files.writeString(
                library.resolve("factors/f_Momentum_0123456789ab.py"), "import pandas\n\nraise SystemExit(3)\n");
        world.factorEntry(NAMED);
        Files.writeString(
                world.workspace().resolve("factor_meta.json"),
                "{\"factors\": [{\"name\": \"Momentum\", " + NAMED + "}]}");
        Files.delete(world.workspace().resolve("strategy_meta.json"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private CheckResult check(String python) throws Exception {
        try (VerifyContext context = new VerifyContext(world.endpoints())) {
            return new LibraryChecks(context, python).run();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PYTHON, NO_PYTHON})
    void passesWhereEveryFunctionIsThereAndRunsNoSource(String python) throws Exception {
        // Given
        world.sql("UPDATE aistock_factor_catalog SET interface_info = '{\"missing\": \"NO_CODE\"}'");

        // Then
        assertThat(check(python)).isInstanceOf(CheckResult.Passed.class);
        assertThat(library.resolve("__pycache__")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        PYTHON + ", factor_Momentum__0123456789ab = factor_Momentum, x = 1",
        NO_PYTHON + ", factor_Momentum__0123456789ab = factor_Momentum, x = 1",
        PYTHON + ", def factor_Momentum(, def factor_Other(",
        NO_PYTHON + ", def factor_Momentum(, def factor_Other(",
        PYTHON + ", factor_Momentum__0123456789ab = factor_Momentum, factor_Momentum__0123456789ab = 7",
        PYTHON + ", import importlib, import no_such_module"
    })
    void failsWhereAFunctionIsNotThere(String python, String text, String instead) throws Exception {
        // Given
        Files.writeString(library.resolve("generated.py"), GENERATED.replace(text, instead));

        // When
        CheckResult result = check(python);

        // Then
        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        assertThat(((CheckResult.Failed) result).offenders())
                .anyMatch(one -> one.contains("of the catalog names rd_factors_lib.generated.factor_Momentum"))
                .anyMatch(one -> one.contains("factor_meta.json names rd_factors_lib.generated.factor_Momentum"));
    }

    @Test
    void failsWhereTheSourceBehindAFunctionIsGoneOrNoPython() throws Exception {
        // Given
        Path source = library.resolve("factors/f_Momentum_0123456789ab.py");
        Files.writeString(source, "def run(:\n");
        CheckResult broken = check(PYTHON);

        // When
        Files.delete(source);
        CheckResult gone = check(PYTHON);

        // Then
        assertThat(broken).isInstanceOf(CheckResult.Failed.class);
        assertThat(gone).isInstanceOf(CheckResult.Failed.class);
    }

    @Test
    void failsWhereARowOfAistockNamesAnother() throws Exception {
        // When
        world.sql("UPDATE aistock_factor_catalog SET impl_module = 'rd_factors_lib.generated', impl_func = 'Momentum',"
                + " interface_info = '{\"standard_wrapper\": \"factor_Momentum\"}';"
                + " UPDATE aistock_strategy_catalog SET python_implementation ="
                + " '{\"module\": \"rd_strategies_lib.generated\", \"func\": \"get_x_config\"}'");
        CheckResult result = check(PYTHON);

        // Then
        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        assertThat(((CheckResult.Failed) result).offenders())
                .anyMatch(one -> one.contains("factor Momentum of AIstock's table names"))
                .anyMatch(one -> one.contains("strategy strategy_20250107_001_1 of AIstock's table names"));
    }

    @Test
    void failsWhereNothingSaysWhereTheLibraryIs() throws Exception {
        // When
        Files.delete(world.factorLibrary().resolveSibling(".env"));

        // Then
        assertThat(check(PYTHON)).isInstanceOf(CheckResult.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"NO_CODE, passed", "CODE_NOT_PYTHON, passed", "LIBRARY_NOT_SET, failed", "'', failed"})
    void believesWhyThereIsNoFunctionIfItIsStillSo(String missing, String word) throws Exception {
        // Given
        String entry =
                "\"impl_func\": null, \"interface_info\": {\"type\": \"none\", \"missing\": \"" + missing + "\"}";
        world.factorEntry(entry);
        Files.delete(world.workspace().resolve("factor_meta.json"));
        world.sql(
                "UPDATE aistock_factor_catalog SET interface_info = '{\"type\": \"none\", \"missing\": \"NO_CODE\"}'");

        // When
        CheckResult result = check(PYTHON);

        // Then
        assertThat(result.word()).isEqualTo(word);
    }

    @Test
    void explainsThatTheLibraryIsAway() throws Exception {
        // Given
        Path root = world.factorLibrary();
        world.sql(
                "UPDATE aistock_factor_catalog SET interface_info = '{\"type\": \"none\", \"missing\": \"NO_CODE\"}'");

        // When
        Files.move(root, root.resolveSibling("unmounted"));
        CheckResult result = check(PYTHON);

        // Then
        assertThat(result).isInstanceOf(CheckResult.Explained.class);
        assertThat(((CheckResult.Explained) result).reasons()).containsKey(Explanation.LIBRARY_AWAY.name());
    }
}
