package dev.loopline.watcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.watcher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..watcher.files..",
                    "..watcher.settle..",
                    "..watcher.discovery..",
                    "..watcher.registry..",
                    "..watcher.register..",
                    "..watcher.watch..",
                    "..watcher.outbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye.reactive..", "org.eclipse.microprofile..")
            .because("what decides about loops is tested without a container; put wiring into WatcherBeans");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.backfill..",
                    "dev.loopline.bundle..",
                    "dev.loopline.catalog..",
                    "dev.loopline.importer..")
            .because("services know each other by events only; what both need belongs into contracts or the kit");

    /** The root package is no slice of the rule below. */
    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_WIRING = noClasses()
            .that()
            .resideInAPackage("dev.loopline.watcher.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.loopline.watcher")
            .because("the root package puts all others together; declare what a package needs in that package");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.loopline.watcher.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
