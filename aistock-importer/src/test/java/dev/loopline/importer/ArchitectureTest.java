package dev.loopline.importer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.importer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PURE_CORE = noClasses()
            .that()
            .resideInAPackage("..importer.rows..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "io.smallrye..", "org.apache.kafka..", "java.sql..", "java.nio.file..")
            .because("which column gets which value is a function of the event; effects belong in upsert");

    @ArchTest
    static final ArchRule PLAIN_STORES = noClasses()
            .that()
            .resideInAnyPackage(
                    "..importer.table..",
                    "..importer.upsert..",
                    "..importer.mirror..",
                    "..importer.bundle..",
                    "..importer.files..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.apache.kafka..")
            .because("tables and bundles are tested without a container; wiring belongs in stage");

    @ArchTest
    static final ArchRule OTHER_SERVICES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.watcher..",
                    "dev.loopline.backfill..",
                    "dev.loopline.bundle..",
                    "dev.loopline.catalog..")
            .because("services speak by events only; what several need belongs in the service kit");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.loopline.importer.(*)..")
            .should()
            .beFreeOfCycles()
            .because("rows know no other package, table, mirror and upsert write them, stage and sync know all");

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
