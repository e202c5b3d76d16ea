package io.mergesuite.customers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("customer-service keeps its borders")
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mergesuite.customers");

    @Test
    void theRulesOfTheSagaAreFreeOfFrameworks() {
        classes()
                .that()
                .haveNameMatching(
                        ".*\\.merging\\.(ParticipationRules|KnownState|CustomerState|Participation|Prepared|MergeEffect|SurvivorPatch|FilledUnit).*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.mergesuite.contracts..",
                        "io.mergesuite.customers.merging..",
                        "io.mergesuite.customers.customer..",
                        "com.fasterxml.jackson.annotation..")
                .check(ALL);
    }

    @Test
    void featuresDependInOneDirection() {
        noClasses()
                .that()
                .resideInAPackage("..customers.customer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..customers.merging..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage("..customers.shop..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..customers.merging..", "..customers.customer..")
                .check(ALL);
    }
}
