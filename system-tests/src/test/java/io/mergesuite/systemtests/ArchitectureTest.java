package io.mergesuite.systemtests;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.Intake;
import io.mergesuite.merging.intake.RecordChanges;
import io.mergesuite.merging.intake.RecordKind;
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

    @Test
    @DisplayName(
            "CM-05, CM-06, hole 1: records are written by the intake and changed by their changes alone; both resolve the customer as they write")
    void onlyTheIntakeWritesRecords() {
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .should()
                .callMethodWhere(target(owner(DescribedPredicate.describe(
                                "a kind of record", (JavaClass type) -> type.isAssignableTo(RecordKind.class))))
                        .and(target(name("insert"))))
                .check(ALL);
        noClasses()
                .that()
                .areNotAssignableTo(RecordChanges.class)
                .and()
                .areNotAssignableTo(RecordKind.class) // the compiler's own bridges
                .should()
                .callMethodWhere(target(owner(DescribedPredicate.describe(
                                "a kind of record", (JavaClass type) -> type.isAssignableTo(RecordKind.class))))
                        .and(target(name("update"))))
                .check(ALL);
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .should()
                .callConstructorWhere(target(owner(DescribedPredicate.describe(
                        "an arrival", (JavaClass type) -> type.isEquivalentTo(Arrival.class)))))
                .check(ALL);
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .and()
                .areNotAssignableTo(RecordChanges.class)
                .and()
                .resideOutsideOfPackage(CustomerReferences.class.getPackageName())
                .should()
                .callMethodWhere(target(owner(DescribedPredicate.describe(
                                "the references", (JavaClass type) -> type.isEquivalentTo(CustomerReferences.class))))
                        .and(target(name("resolve")).or(target(name("resolveAll")))))
                .check(ALL);
    }

    @Test
    @DisplayName("CM-06: what is written has a resolved customer, by its type")
    void whatIsWrittenIsResolved() throws ReflectiveOperationException {
        assertEquals(
                CanonicalCustomerId.class, Arrival.class.getMethod("customer").getReturnType());
    }
}
