package dev.loopline.backfill.code;

import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The source of a factor.
 *
 * @param name the factor's name, as it stands in results
 * @param entry how the source is called for it
 * @param workspaceId the workspace that holds the source
 * @param path the source, relative to the workspace
 * @param source its whole text
 * @param inputs what it reads
 */
public record FactorCode(
        String name, Entry entry, String workspaceId, String path, String source, FactorInputs inputs) {

    private static final int DIGEST_DIGITS = 6;
    private static final Pattern NOT_IN_IDENTIFIER = Pattern.compile("[^\\w]", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * How a source is called for one factor.
     *
     * @param shape in which way
     * @param attribute the class or function that computes it, or the expression; empty for {@link Shape#SCRIPT}
     * @param method of a class the method that computes, see {@code SourceSurvey.Definition}; else null
     * @param reads the data files that it reads in its working folder; empty if it does not say
     * @param column the column of its result that holds the factor; null if it does not say
     */
    public record Entry(
            Shape shape,
            String attribute,
            @Nullable String method,
            List<String> reads,
            @Nullable String column) {

        public Entry {
            reads = List.copyOf(reads);
        }
    }

    /** How a source is called. */
    public enum Shape {
        /** A class with a method that gives the values of a data frame. */
        CLASS,
        /** A function of a data frame. */
        TAKES_FRAME,
        /** A function without arguments that reads a file and writes {@code result.h5} or gives the values. */
        READS_FILE,
        /** A program that reads a file and writes {@code result.h5} when it is started. */
        SCRIPT,
        /** No source: an expression of qlib, which stands where the others have their function. */
        EXPRESSION
    }

    /** The name as a Python identifier: every other character becomes {@code _}. */
    public static String identifier(String name) {
        String word = NOT_IN_IDENTIFIER.matcher(name).replaceAll("_");
        return word.isEmpty() || Character.isDigit(word.charAt(0)) ? "_" + word : word;
    }

    /**
     * What the code library calls it. Names that differ only in signs are kept apart by six digits of their digest; one that
     * Python takes as it is stays as it is.
     */
    public static String libraryName(String name) {
        String word = identifier(name);
        boolean asItIs = word.equals(name) && Normalizer.isNormalized(name, Normalizer.Form.NFKC);
        return asItIs
                ? word
                : word + "_"
                        + Sha256.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGEST_DIGITS);
    }
}
