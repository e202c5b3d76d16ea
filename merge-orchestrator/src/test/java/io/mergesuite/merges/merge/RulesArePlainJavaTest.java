package io.mergesuite.merges.merge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of the saga know Java and the contracts, and nothing else. */
class RulesArePlainJavaTest {

    private static final Set<Class<?>> RULES = Set.of(
            Deadlines.class,
            Leg.class,
            LegProgress.class,
            MergeEffect.class,
            MergeEvent.class,
            MergeFailure.class,
            MergeProgress.class,
            MergeRecovery.class,
            MergeState.class,
            MergeTransition.class,
            MergeTransitions.class,
            ParticipantReply.class);

    @Test
    @DisplayName("The transition table is free of frameworks")
    void noFramework() {
        var production = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.mergesuite.merges.merge");
        var rules = RULES.stream().map(Class::getName).collect(Collectors.toSet());
        classes()
                .that(new DescribedPredicate<JavaClass>("are rules of the saga") {
                    @Override
                    public boolean test(JavaClass type) {
                        return rules.contains(outermost(type));
                    }
                })
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<JavaClass>("are Java, contracts or rules") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackageName().startsWith("java.")
                                || type.isPrimitive()
                                || type.isArray()
                                || type.getPackageName().startsWith("io.mergesuite.contracts")
                                || rules.contains(outermost(type));
                    }
                })
                .check(production);
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int inner = name.indexOf('$');
        return inner < 0 ? name : name.substring(0, inner);
    }
}
