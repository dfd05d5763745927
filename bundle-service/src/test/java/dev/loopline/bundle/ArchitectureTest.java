package dev.loopline.bundle;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

@AnalyzeClasses(packages = "dev.loopline.bundle", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.loopline.watcher..",
                    "dev.loopline.backfill..",
                    "dev.loopline.catalog..",
                    "dev.loopline.importer..")
            .because("services talk by events; what two of them need belongs to the contracts or the kit");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..bundle.select..",
                    "..bundle.pack..",
                    "..bundle.store..",
                    "..bundle.retention..",
                    "..bundle.integrity..",
                    "..bundle.extract..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "dev.loopline.kit..")
                    .and(resideOutsideOfPackages(
                            "dev.loopline.kit.sql..",
                            "dev.loopline.kit.integrity..",
                            "dev.loopline.kit.bucket..",
                            "dev.loopline.kit.files..")))
            .because("selecting, packing and storing are tested without a container; put the wiring into stage");

    @ArchTest
    static final ArchRule SELECTION_OPENS_NO_FILE = noClasses()
            .that()
            .resideInAPackage("..bundle.select..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..")
            .because("what belongs into a bundle is decided from the event alone; reading is the business of pack");

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
