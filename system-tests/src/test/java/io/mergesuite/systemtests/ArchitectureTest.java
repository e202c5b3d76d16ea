package io.mergesuite.systemtests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What holds for all modules; what holds within one is in its own tests")
class ArchitectureTest {

    private static final String[] SERVICES = {
        "io.mergesuite.customers..",
        "io.mergesuite.orders..",
        "io.mergesuite.leads..",
        "io.mergesuite.blacklist..",
        "io.mergesuite.merges.."
    };

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mergesuite");

    @Test
    @DisplayName("every module is looked at")
    void everyModule() {
        for (String each : List.of(
                "contracts",
                "normalisation",
                "messaging",
                "api",
                "imports",
                "merging",
                "localstack",
                "customers",
                "orders",
                "leads",
                "blacklist",
                "merges")) {
            assertTrue(ALL.stream().anyMatch(type -> type.getPackageName().startsWith("io.mergesuite." + each)), each);
        }
    }

    @Test
    @DisplayName(
            "Kafka is spoken to by shared-messaging alone, so that every message goes through outbox and inbox (SG-08)")
    void kafkaIsBehindTheOutbox() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.mergesuite.messaging..", "io.mergesuite.localstack..", "io.mergesuite.systemtests..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(ALL);
    }

    @Test
    @DisplayName("no service knows another's classes, and what they share knows none of them")
    void servicesStandApart() {
        slices().matching("io.mergesuite.(customers|orders|leads|blacklist|merges)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVICES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVICES)
                .check(ALL);
    }

    @Test
    @DisplayName("match keys and contracts are plain Java")
    void keysAndContractsArePlain() {
        classes()
                .that()
                .resideInAPackage("io.mergesuite.normalisation..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.google.i18n.phonenumbers..", "io.mergesuite.normalisation..")
                .check(ALL);
        classes()
                .that()
                .resideInAPackage("io.mergesuite.contracts..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "com.fasterxml.jackson.annotation..",
                        "com.github.f4b6a3.uuid..",
                        "io.mergesuite.contracts..")
                .check(ALL);
    }

    @Test
    @DisplayName("what a participant decides is a pure function of what is known and asked")
    void participationIsPlain() {
        classes()
                .that()
                .haveNameMatching("io\\.mergesuite\\.merging\\.Participation(Rules)?(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.mergesuite.contracts..")
                        .or(nameMatching("io\\.mergesuite\\.merging\\.Participation(Rules)?(\\$.*)?")))
                .check(ALL);
    }
}
