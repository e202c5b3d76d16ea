package io.mergesuite.orders;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mergesuite.orders");

    @Test
    @DisplayName("features stand apart; what they share knows none of them")
    void featuresStandApart() {
        slices().matching("io.mergesuite.orders.(order|subscription|review|inquiry)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("..orders.content..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..orders.order..", "..orders.subscription..", "..orders.review..", "..orders.inquiry..")
                .check(MAIN);
        slices().matching("io.mergesuite.orders.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    @DisplayName("the rules of what an order is about know no framework")
    void contentKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAPackage("..orders.content..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta.ws..", "jakarta.enterprise..", "org.jdbi..", "java.sql..")
                .check(MAIN);
    }
}
