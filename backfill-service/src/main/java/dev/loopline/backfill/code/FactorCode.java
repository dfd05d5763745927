package dev.loopline.backfill.code;

import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * A factor that a Python source defines.
 *
 * @param name the factor's name, as it stands in results
 * @param attribute the class or function that computes it
 * @param shape how it is called
 * @param reads the data file that it reads, for {@link Shape#READS_FILE}; null if it does not say
 * @param workspaceId the workspace that holds the source
 * @param path the source, relative to the workspace
 * @param source its whole text
 * @param inputs what it reads
 */
public record FactorCode(
        String name,
        String attribute,
        Shape shape,
        @Nullable String reads,
        String workspaceId,
        String path,
        String source,
        FactorInputs inputs) {

    private static final int DIGEST_DIGITS = 6;

    /** How a definition is called. */
    public enum Shape {
        /** A class whose {@code fit_transform(df)} gives the values. */
        CLASS,
        /** A function of a data frame. */
        TAKES_FRAME,
        /** A function without arguments that reads a file and writes {@code result.h5}. */
        READS_FILE
    }

    /** The name as a Python identifier: every other character becomes {@code _}. */
    public static String identifier(String name) {
        String word = PythonSource.NOT_IN_IDENTIFIER.matcher(name).replaceAll("_");
        return word.isEmpty() || Character.isDigit(word.charAt(0)) ? "_" + word : word;
    }

    /**
     * What the code library calls it. Names that differ only in signs are told apart by six digits of their digest; one that
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
