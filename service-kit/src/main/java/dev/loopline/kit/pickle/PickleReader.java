package dev.loopline.kit.pickle;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle of protocol 0 to 5 from a stream, with or without RD-Agent's signed envelope. Stateless; safe for all threads.
 *
 * <p>Gives: None as null, True and False as {@link Boolean}, whole numbers as {@link Long} or {@link java.math.BigInteger},
 * fractions as {@link Double}, text as {@link String}, bytes as {@code byte[]}, lists, tuples and sets as {@link
 * java.util.List}, dicts as {@link java.util.Map}, names of classes and functions as {@link PickledGlobal}, everything that is
 * made by calling something as {@link PickledObject}, and {@link LeftOut} for long texts. Lists and maps compare by identity,
 * and so do dict keys other than text, numbers, flags and None. Values may contain themselves: a reader of them
 * has to walk without recursion.
 *
 * <p>Time and memory are linear in the bytes read. Nothing of what a pickle asks for is ever carried out.
 */
public final class PickleReader {

    private static final PickleLimits HEAD = new PickleLimits(64 * 1024, 4 * 1024, 64 * 1024, 1_000, 100, 1_000);

    private PickleReader() {}

    /** Reads with {@link PickleLimits#DEFAULT}. */
    public static @Nullable Object read(InputStream in) throws IOException {
        return read(in, PickleLimits.DEFAULT);
    }

    /**
     * Reads up to the pickle's end mark; what follows is left alone, apart from what was buffered.
     *
     * @throws PickleRefusedException if the pickle is damaged, too large, or uses what is not read here
     * @throws IOException if the stream fails
     */
    public static @Nullable Object read(InputStream in, PickleLimits limits) throws IOException {
        return open(in, limits).value();
    }

    /** The same, and whether the pickle was signed. */
    public static Pickle open(InputStream in, PickleLimits limits) throws IOException {
        PickleSource source = new PickleSource(in, limits);
        boolean signed = SignedEnvelope.open(source);
        PickleMachine machine = new PickleMachine(source, limits);
        for (int opcode = source.next(); opcode != Opcodes.STOP; opcode = source.next()) {
            Opcodes.run(opcode, machine);
        }
        return new Pickle(signed, machine.pop());
    }

    /**
     * Reads no further than to the first class that the pickle names, and no more than some kilobytes.
     *
     * @throws PickleRefusedException if the pickle is damaged or uses what is not read here before that
     * @throws IOException if the stream fails
     */
    public static PickleHead head(InputStream in) throws IOException {
        PickleSource source = new PickleSource(in, HEAD);
        boolean signed = SignedEnvelope.open(source);
        PickleMachine machine = new PickleMachine(source, HEAD);
        for (int opcode = source.next(); opcode != Opcodes.STOP; opcode = source.next()) {
            Opcodes.run(opcode, machine);
            String named = machine.namedClass();
            if (named != null) {
                return new PickleHead(signed, named);
            }
        }
        return new PickleHead(signed, null);
    }
}
