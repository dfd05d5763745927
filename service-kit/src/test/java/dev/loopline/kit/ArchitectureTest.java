package dev.loopline.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.watcher..",
                    "dev.loopline.backfill..",
                    "dev.loopline.bundle..",
                    "dev.loopline.catalog..",
                    "dev.loopline.importer..")
            .because("the kit is what services share; what one service needs belongs to it");

    @ArchTest
    static final ArchRule PLAIN_READERS = noClasses()
            .that()
            .resideInAnyPackage("..kit.pickle..", "..kit.session..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "org.jspecify..", "dev.loopline.kit.pickle..", "dev.loopline.kit.session..")
            .because(
                    "what reads untrusted files knows nothing but the files, and can be used and tested without a container");

    @ArchTest
    static final ArchRule PLAIN_FAILURES = noClasses()
            .that()
            .resideInAPackage("..kit.failure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..")
            .because("what a failure means is decided without a framework");

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
