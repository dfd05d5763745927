package dev.loopline.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.contracts", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PLAIN_JAVA = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.fasterxml..", "org.jspecify..", "dev.loopline.contracts..")
            .because(
                    "all modules depend on the contracts, so they depend on none: no Quarkus, Jakarta, SmallRye or Kafka;"
                            + " what needs a framework belongs in the service kit");

    @ArchTest
    static final ArchRule EVENTS_ARE_RECORDS =
            classes().that().implement(LoopEvent.class).should().beRecords().because("an event is an immutable value");

    @ArchTest
    static final ArchRule PATHS_STAND_ALONE = classes()
            .that()
            .resideInAPackage("..contracts.path..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "..contracts.path..")
            .because("paths are text and folders, not events");

    /** The root package is no slice of the rule below. */
    @ArchTest
    static final ArchRule IDS_DEPEND_ON_NOTHING = noClasses()
            .that()
            .resideInAPackage("dev.loopline.contracts")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.loopline.contracts.*..")
            .because("ids and digests are what all other packages are built from");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.loopline.contracts.(*)..")
            .should()
            .beFreeOfCycles()
            .because("codec knows the events and the events know the catalog entries, never the other way round");

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();
}
