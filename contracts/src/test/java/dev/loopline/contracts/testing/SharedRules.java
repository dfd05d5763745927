package dev.loopline.contracts.testing;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Rules that hold for the main code of every module. */
public final class SharedRules {

    private static final int MOST_PARAMETERS = 5;
    private static final String CLIENTS =
            "org[.]apache[.]kafka[.]clients[.](consumer[.]KafkaConsumer|producer[.]KafkaProducer|admin[.]Admin|admin[.]AdminClient)";

    private SharedRules() {}

    /**
     * No method and no constructor has more than five parameters. The canonical constructor of a record is none of them: it
     * names its values.
     *
     * @param exceptions code units that a framework calls with more, as {@code Class.method}; each with its reason beside it
     */
    public static ArchRule atMostFiveParameters(String... exceptions) {
        return codeUnits()
                .should(haveFewParameters(Set.of(exceptions)))
                .because("a caller mixes up what a long list does not name; make a record of what belongs together");
    }

    /** One class makes the clients of the broker, so that none forgets the credentials. */
    public static ArchRule oneWayToTheBroker() {
        return noClasses()
                .that()
                .doNotHaveSimpleName("BrokerAccess")
                .should()
                .callCodeUnitWhere(target(owner(nameMatching(CLIENTS))).and(target(nameMatching("<init>|create"))))
                .because("a client that is made elsewhere knows the address but not the credentials");
    }

    private static ArchCondition<JavaCodeUnit> haveFewParameters(Set<String> exceptions) {
        return new ArchCondition<>("have at most " + MOST_PARAMETERS + " parameters") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                int parameters = written(unit);
                String name = unit.getOwner().getSimpleName() + "." + unit.getName();
                if (parameters > MOST_PARAMETERS && !isCanonical(unit) && !exceptions.contains(name)) {
                    events.add(SimpleConditionEvent.violated(unit, name + " has " + parameters + " parameters"));
                }
            }
        };
    }

    /** Without the parameters that the compiler adds: of enum constants, of inner classes, of lambdas. */
    private static int written(JavaCodeUnit unit) {
        JavaClass owner = unit.getOwner();
        if (unit.getModifiers().contains(JavaModifier.SYNTHETIC) || owner.isAnonymousClass() || owner.isLocalClass()) {
            return 0;
        }
        int all = unit.getRawParameterTypes().size();
        if (!unit.isConstructor()) {
            return all;
        }
        return owner.isEnum() ? all - 2 : owner.isInnerClass() ? all - 1 : all;
    }

    private static boolean isCanonical(JavaCodeUnit unit) {
        JavaClass owner = unit.getOwner();
        long components = owner.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .count();
        return unit instanceof JavaConstructor
                && owner.isRecord()
                && unit.getRawParameterTypes().size() == components;
    }
}
