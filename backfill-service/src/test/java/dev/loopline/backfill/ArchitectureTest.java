package dev.loopline.backfill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.backfill", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_THE_STAGE_KNOWS_THE_FRAMEWORK = noClasses()
            .that()
            .resideOutsideOfPackage("..stage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "io.smallrye..",
                    "org.eclipse.microprofile..",
                    "dev.loopline.kit.consume..",
                    "dev.loopline.kit.failure..",
                    "dev.loopline.kit.http..",
                    "dev.loopline.kit.publish..",
                    "dev.loopline.kit.startup..",
                    "dev.loopline.kit.topic..")
            .because(
                    "what a loop means is tested without a container; put wiring into stage. The readers of session logs"
                            + " and pickles are plain Java, which the kit's own rules see to");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.watcher..",
                    "dev.loopline.bundle..",
                    "dev.loopline.catalog..",
                    "dev.loopline.importer..")
            .because("services know each other by their events alone");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.loopline.backfill.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
