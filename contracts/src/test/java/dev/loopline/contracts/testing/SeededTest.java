package dev.loopline.contracts.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test of a rule that holds for all inputs: it runs once for each seed from 1 to {@link #samples}. Its one parameter are
 * {@link RandomValues}, which depend on the seed alone, so each build checks the same values. The name of a run is its seed, as
 * {@code seed 17}, and Maven prints {@code method(RandomValues)[17]}. {@code mvn test -Dtest=Class#method -Dtest.seed=17} runs that
 * seed alone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(SeededTest.Seeds.class)
public @interface SeededTest {

    int samples() default 1_000;

    /** Called by JUnit. */
    final class Seeds extends AnnotationBasedArgumentsProvider<SeededTest> {
        @Override
        protected Stream<Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, SeededTest test) {
            Integer only = Integer.getInteger("test.seed");
            IntStream seeds = only == null ? IntStream.rangeClosed(1, test.samples()) : IntStream.of(only);
            return seeds.mapToObj(seed -> Arguments.of(new RandomValues(seed)));
        }
    }
}
