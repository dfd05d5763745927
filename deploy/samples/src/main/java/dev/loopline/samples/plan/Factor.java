package dev.loopline.samples.plan;

/**
 * A factor that a loop evolved.
 *
 * @param name as RD-Agent names it, for example {@code Momentum_10D}
 * @param expression the formula in qlib's language; written to disk only where older metadata files are present
 * @param description one English sentence
 * @param pandas the same formula as a pandas expression over the variables {@code open_}, {@code close}, {@code high}, …
 * @param source the HDF5 file that its code reads
 * @param style how its code is written
 */
public record Factor(
        String name, String expression, String description, String pandas, String source, CodeStyle style) {

    /** The ways in which language models write factor code. */
    public enum CodeStyle {
        /** {@code calculate_<name>()} reads a file and writes {@code result.h5}. */
        READS_FILE,
        /** {@code <name>(df)} takes and returns a frame. */
        TAKES_FRAME,
        /** A class named {@code <name>} with {@code fit_transform(df)}. */
        IS_CLASS
    }

    /** This factor under another name. */
    public Factor named(String otherName) {
        return new Factor(otherName, expression, description, pandas, source, style);
    }
}
