package dev.loopline.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.loopline.cli.doctor.Diagnosis.Level;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.Places;
import dev.loopline.cli.stack.PortPlan;
import dev.loopline.cli.stack.TablesVersion;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.contracts.file.PrivateFolder;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prepared troubles, each found by one look, and a healthy home. */
class DoctorIT {

    @TempDir
    static Path shared;

    private static EmbeddedDatabase database;

    @TempDir
    Path folder;

    private Path home;
    private Path aistock;
    private Path proc;
    private DataFolder data;

    @BeforeAll
    static void startDatabase() throws IOException {
        database = EmbeddedDatabase.start(DatabaseOptions.in(shared.resolve("postgres"), "doctor"));
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("home");
        SampleHome.builder(home).seedsLayoutLoops(2).registryLoops(2).write();
        aistock = Files.createDirectories(folder.resolve("aistock"));
        data = new DataFolder(folder.resolve("data"));
        proc = Files.createDirectories(folder.resolve("proc"));
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("sys/fs/inotify"));
        Files.writeString(proc.resolve("meminfo"), "MemTotal:  16000000 kB\nMemAvailable:   8000000 kB\n");
        Files.writeString(
                proc.resolve("self/limits"),
                "Limit   Soft Limit  Hard Limit  Units\nMax open files            1048576   1048576   files\n");
        Files.writeString(proc.resolve("sys/fs/inotify/max_user_watches"), "65536\n");
        Files.writeString(proc.resolve("version"), "Linux version 6.1.0 (debian)\n");
    }

    @ParameterizedTest
    @EnumSource(Texts.Language.class)
    void findsNothingInAHealthyHomeAndSaysOneLineForEachTopic(Texts.Language language) throws Exception {
        // Given
        Texts.choose(language);
        try {
            // When
            List<Diagnosis> found = look(patient());

            // Then
            assertThat(found)
                    .allSatisfy(
                            one -> assertThat(one.level()).as(one.toString()).isEqualTo(Level.WELL));
            assertThat(found)
                    .extracting(Diagnosis::topic)
                    .doesNotHaveDuplicates()
                    .hasSize(15);
            assertThat(found)
                    .extracting(Diagnosis::sentence)
                    .allSatisfy(text -> assertThat(text).doesNotContain("%", "null"));
        } finally {
            Texts.choose(Texts.Language.EN);
        }
    }

    @Test
    void countsWhatOfEachLayoutLiesThere() throws Exception {
        assertThat(look(patient()))
                .filteredOn(one -> one.topic().equals("Layouts"))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.sentence()).contains("workspaces in task folders 2", "with results 4"));
    }

    @Test
    void javaIsTooOld() throws Exception {
        expect(look(patient(), new Limits(99, 0, 0, 0), Clock.systemUTC()), Level.TROUBLE, "Java", "99");
    }

    @Test
    void memoryIsScarce() throws Exception {
        Files.writeString(proc.resolve("meminfo"), "MemAvailable:    300000 kB\n");

        expect(look(patient()), Level.ADVICE, "Memory", "only 292 MiB");
    }

    @Test
    void theDiskIsNearlyFull() throws Exception {
        expect(
                look(patient(), new Limits(17, 0, Long.MAX_VALUE, 0), Clock.systemUTC()),
                Level.TROUBLE,
                "Disk",
                "Make room");
    }

    @Test
    void aProcessMayOpenFewFiles() throws Exception {
        Files.writeString(proc.resolve("self/limits"), "Max open files            1024   1048576   files\n");

        expect(look(patient()), Level.TROUBLE, "Files", "only 1024");
    }

    @Test
    void fewFoldersMayBeWatched() throws Exception {
        Files.writeString(proc.resolve("sys/fs/inotify/max_user_watches"), "3\n");

        expect(look(patient()), Level.ADVICE, "Events", "max_user_watches");
    }

    @Test
    void aPortIsTaken() throws Exception {
        PortPlan plan = PortPlan.free();
        try (ServerSocket taken = new ServerSocket(plan.broker(), 1, InetAddress.getByName("127.0.0.1"))) {
            expect(look(patient(plan)), Level.TROUBLE, "Ports", Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void theHomeIsMissing() throws Exception {
        home = folder.resolve("nowhere");

        expect(look(patient()), Level.TROUBLE, "RD-Agent", "does not exist");
    }

    @Test
    void theHomeIsAFile() throws Exception {
        home = Files.writeString(folder.resolve("file"), "");

        expect(look(patient()), Level.TROUBLE, "RD-Agent", "is not a folder");
    }

    @Test
    void theHomeCannotBeWritten() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
        assertThat(home.resolve("RDagentDB").toFile().setWritable(false)).isTrue();

        expect(look(patient()), Level.TROUBLE, "RD-Agent", "cannot be written");
    }

    @Test
    void aPartOfTheHomeIsAFile() throws Exception {
        FileTrees.delete(home.resolve("production_bundles"));
        Files.writeString(home.resolve("production_bundles"), "");

        expect(look(patient()), Level.TROUBLE, "RD-Agent", "has to be a folder");
    }

    @Test
    void nothingOfRdAgentIsInTheHome() throws Exception {
        home = Files.createDirectories(folder.resolve("empty"));

        expect(look(patient()), Level.ADVICE, "Layouts", "wrong folder");
    }

    @Test
    void theAistockHomeIsMissing() throws Exception {
        aistock = folder.resolve("nowhere");

        expect(look(patient()), Level.TROUBLE, "AIstock", "make the folder");
    }

    @Test
    void theRegistryHasNoContent() throws Exception {
        Files.write(home.resolve("RDagentDB/registry.sqlite"), new byte[0]);

        expect(look(patient()), Level.TROUBLE, "Registry", "has no content");
    }

    @Test
    void theRegistryIsDamaged() throws Exception {
        Files.writeString(
                home.resolve("RDagentDB/registry.sqlite"), "no database at all, and longer than a header".repeat(9));

        expect(look(patient()), Level.TROUBLE, "Registry", "cannot be read");
    }

    @Test
    void theEnvironmentFileCannotBeRead() throws Exception {
        Files.createDirectory(home.resolve(".env"));

        expect(look(patient()), Level.TROUBLE, "Settings", "mend the file");
    }

    @Test
    void theEnvironmentFileNamesAFolderThatIsNotThere() throws Exception {
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=" + folder.resolve("bulk") + "\n");

        expect(look(patient()), Level.ADVICE, "Settings", "bulk");
    }

    @Test
    void aCodeLibraryIsNotThere() throws Exception {
        Files.writeString(home.resolve(".env"), "RD_FACTORS_LIB_ROOT=" + folder.resolve("rd-factors-lib") + "\n");

        expect(look(patient()), Level.ADVICE, "Settings", "RD_FACTORS_LIB_ROOT");
    }

    @Test
    void aPathMappingLeadsNowhere() throws Exception {
        Places places = new Places(List.of("F:/Dev=" + folder.resolve("gone")), List.of(), List.of(), Map.of());

        expect(
                look(patient(PortPlan.free(), places, Optional.empty(), Optional.empty())),
                Level.TROUBLE,
                "Settings",
                "gone");
    }

    @Test
    void theDataFolderIsThatOfAnotherHome() throws Exception {
        PrivateFolder.make(data.root());
        Files.writeString(data.root().resolve("rdagent-home.path"), "/another/home\n");

        expect(look(patient()), Level.TROUBLE, "Data", "/another/home");
    }

    @Test
    void theDataFolderIsAFile() throws Exception {
        Files.writeString(data.root(), "");

        expect(look(patient()), Level.TROUBLE, "Data", "is not a folder");
    }

    @Test
    void othersCanLookIntoTheDataFolder() throws Exception {
        Files.createDirectories(data.root());
        assertThat(data.root().toFile().setReadable(true, false)).isTrue();

        expect(look(patient()), Level.ADVICE, "Data", "other users");
    }

    @Test
    void theClocksAreApart() throws Exception {
        FileTime ahead = FileTime.from(Instant.now().plus(Duration.ofHours(5)));
        try (Stream<Path> workspaces = Files.list(home.resolve("git_ignore_folder/RD-Agent_workspace"))) {
            Files.setLastModifiedTime(workspaces.findFirst().orElseThrow(), ahead);
        }

        expect(look(patient()), Level.ADVICE, "Clock", "set the clocks");
    }

    @ParameterizedTest
    @EnumSource(Texts.Language.class)
    void theBrokerDoesNotTakeThePassword(Texts.Language language) throws Exception {
        // Given
        Texts.choose(language);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")))) {
            Map<String, String> wrong = new HashMap<>(kafka.clientSettings());
            wrong.computeIfPresent(
                    "sasl.jaas.config", (name, value) -> value.replaceFirst("password=\"", "password=\"x"));

            // Then
            expect(
                    look(patient(PortPlan.free(), Places.NONE, Optional.of(BrokerAccess.of(wrong)), Optional.empty())),
                    Level.TROUBLE,
                    "Kafka",
                    "sasl.jaas.config");
        } finally {
            Texts.choose(Texts.Language.EN);
        }
    }

    @Test
    void theBrokerDoesNotAnswer() throws Exception {
        BrokerAccess nobody = BrokerAccess.of(Map.of("bootstrap.servers", "127.0.0.1:1"));

        expect(
                look(patient(PortPlan.free(), Places.NONE, Optional.of(nobody), Optional.empty())),
                Level.TROUBLE,
                "Kafka",
                "does not answer");
    }

    @Test
    void theDatabaseRefusesThePassword() throws Exception {
        ExternalDatabase wrong = new ExternalDatabase(database.jdbcUrl(), database.user(), "wrong");

        expect(
                look(patient(PortPlan.free(), Places.NONE, Optional.empty(), Optional.of(wrong))),
                Level.TROUBLE,
                "Database",
                "LOOPLINE_DB_PASSWORD");
    }

    @Test
    void theTablesAreOfANewerLoopline() throws Exception {
        ExternalDatabase ours = new ExternalDatabase(database.jdbcUrl(), database.user(), database.password());
        try (Connection connection = DriverManager.getConnection(ours.jdbcUrl(), ours.user(), ours.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.loopline_schema_history (version text, success boolean)");
            statement.execute("INSERT INTO public.loopline_schema_history VALUES ('9999', true)");
            try {
                expect(
                        look(patient(PortPlan.free(), Places.NONE, Optional.empty(), Optional.of(ours))),
                        Level.TROUBLE,
                        "Database",
                        "9999");
            } finally {
                statement.execute("DROP TABLE public.loopline_schema_history");
            }
        }
    }

    @Test
    void knowsTheNewestVersionOfTheTables() throws IOException {
        // Given
        Path migrations = Path.of("..", "..", "aistock-importer", "src", "main", "resources", "db", "migration");

        // When
        try (Stream<Path> files = Files.list(migrations)) {
            int newest = files.map(file -> file.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();

            // Then
            assertThat(TablesVersion.KNOWN).isEqualTo(newest);
        }
    }

    private void expect(List<Diagnosis> found, Level level, String topic, String words) {
        assertThat(found)
                .filteredOn(one -> one.level() != Level.WELL)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.level()).isEqualTo(level);
                    assertThat(one.topic()).isEqualTo(topic);
                    assertThat(one.sentence()).contains(words);
                });
    }

    private List<Diagnosis> look(Patient patient) throws Exception {
        return look(patient, new Limits(17, 1L << 30, 1, 4096), Clock.systemUTC());
    }

    private List<Diagnosis> look(Patient patient, Limits limits, Clock clock) throws Exception {
        return new Examination(new Machine(proc), limits, clock).of(patient);
    }

    private Patient patient() {
        return patient(PortPlan.free());
    }

    private Patient patient(PortPlan ports) {
        return patient(ports, Places.NONE, Optional.empty(), Optional.empty());
    }

    private Patient patient(
            PortPlan ports, Places places, Optional<BrokerAccess> broker, Optional<ExternalDatabase> external) {
        return new Patient(Optional.of(home), Optional.of(aistock), data, places, ports, broker, external, Map.of());
    }
}
