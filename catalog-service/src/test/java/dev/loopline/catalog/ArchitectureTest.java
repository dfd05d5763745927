package dev.loopline.catalog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.catalog", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PURE_CORE = noClasses()
            .that()
            .resideInAnyPackage("..catalog.project..", "..catalog.merge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "io.smallrye..", "org.apache.kafka..", "java.sql..", "java.nio.file..")
            .because("what the catalogs say is a function of the events; effects belong in state, export and stage");

    @ArchTest
    static final ArchRule PLAIN_STORES = noClasses()
            .that()
            .resideInAnyPackage("..catalog.state..", "..catalog.export..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.apache.kafka..")
            .because("state and files are tested without a container; wiring belongs in stage");

    @ArchTest
    static final ArchRule OTHER_SERVICES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.watcher..",
                    "dev.loopline.backfill..",
                    "dev.loopline.bundle..",
                    "dev.loopline.importer..")
            .because("services speak by events only; what several need belongs in the service kit");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.loopline.catalog.(*)..")
            .should()
            .beFreeOfCycles()
            .because(
                    "project and merge know no other package, state knows them, export knows state, serve and stage know all");

    /** The container makes the stage, from beans of six different types. */
    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters("CatalogStage.<init>");

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
