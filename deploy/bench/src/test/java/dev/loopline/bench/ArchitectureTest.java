package dev.loopline.bench;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.loopline.contracts.testing.SharedRules;

/** Of all tools for one machine: this module sees the others. */
@AnalyzeClasses(
        packages = {"dev.loopline.bench", "dev.loopline.cli", "dev.loopline.samples", "dev.loopline.embedded"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule FEW_PARAMETERS = SharedRules.atMostFiveParameters();

    @ArchTest
    static final ArchRule BROKER = SharedRules.oneWayToTheBroker();
}
