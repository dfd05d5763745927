package dev.loopline.contracts.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class SharedRulesTest {

    @SuppressWarnings("unused")
    private static final class Crowded {
        static int six(int a, int b, int c, int d, int e, int f) {
            return a + b + c + d + e + f;
        }

        Crowded(int a, int b, int c, int d, int e, int f) {
            six(a, b, c, d, e, f);
        }
    }

    private record Wide(int a, int b, int c, int d, int e, int f) {
        Wide(int a, int b, int c, int d, int e, int f, int more) {
            this(a, b, c, d, e, f + more);
        }
    }

    private record Values(int a, int b, int c, int d, int e, int f) {}

    @SuppressWarnings("unused")
    private enum Kind {
        ONE(1, 2, 3, 4, 5);

        Kind(int a, int b, int c, int d, int e) {
            Crowded.six(a, b, c, d, e, 0);
        }
    }

    @SuppressWarnings("unused")
    private static IntSupplier captured(int a, int b, int c, int d, int e) {
        int f = a + b;
        int g = c + d;
        return () -> a + b + c + d + e + f + g;
    }

    private static List<String> violations(Class<?>... classes) {
        JavaClasses imported = new ClassFileImporter().importClasses(classes);
        return SharedRules.atMostFiveParameters("Crowded.six")
                .evaluate(imported)
                .getFailureReport()
                .getDetails();
    }

    @Test
    void refusesConstructorsAndMethodsWithMoreThanFiveParameters() {
        assertThat(violations(Crowded.class, Wide.class))
                .containsExactlyInAnyOrder("Crowded.<init> has 6 parameters", "Wide.<init> has 7 parameters");
    }

    @Test
    void allowsRecordsAndWhatTheCompilerAdds() {
        assertThat(violations(Values.class, Kind.class, SharedRulesTest.class)).isEmpty();
    }
}
