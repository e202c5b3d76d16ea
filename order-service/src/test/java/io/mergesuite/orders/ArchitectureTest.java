package io.mergesuite.orders;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.merging.CustomerReferences;
import io.mergesuite.orders.intake.Arrival;
import io.mergesuite.orders.intake.Intake;
import io.mergesuite.orders.intake.RecordKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mergesuite.orders");

    @Test
    @DisplayName("CM-06, hole 1: records are written by the intake alone, which resolves their customers as it writes")
    void onlyTheIntakeWritesRecords() {
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .should()
                .callMethodWhere(target(owner(DescribedPredicate.describe(
                                "a kind of record", (JavaClass type) -> type.isAssignableTo(RecordKind.class))))
                        .and(target(name("insert"))))
                .check(MAIN);
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .should()
                .callConstructorWhere(target(owner(DescribedPredicate.describe(
                        "an arrival", (JavaClass type) -> type.isEquivalentTo(Arrival.class)))))
                .check(MAIN);
        noClasses()
                .that()
                .areNotAssignableTo(Intake.class)
                .should()
                .callMethodWhere(target(owner(DescribedPredicate.describe(
                                "the references", (JavaClass type) -> type.isEquivalentTo(CustomerReferences.class))))
                        .and(target(name("resolve")).or(target(name("resolveAll")))))
                .check(MAIN);
    }

    @Test
    @DisplayName("CM-06: what is written has a resolved customer, by its type")
    void whatIsWrittenIsResolved() throws ReflectiveOperationException {
        assertEquals(
                CanonicalCustomerId.class, Arrival.class.getMethod("customer").getReturnType());
    }

    @Test
    @DisplayName("features stand apart; what they share knows none of them")
    void featuresStandApart() {
        slices().matching("io.mergesuite.orders.(order|subscription|review|inquiry)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
        noClasses()
                .that()
                .resideInAnyPackage("..orders.intake..", "..orders.storage..", "..orders.content..", "..orders.facts..")
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
