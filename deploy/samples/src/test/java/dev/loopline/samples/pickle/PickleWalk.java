package dev.loopline.samples.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the opcodes of a pickle of protocol 4 or 5, without making anything of them. Fails on an opcode that Python does
 * not have or these samples do not use, on a reference to what was not remembered yet, and if the pickle does not end where
 * its frames do.
 */
public final class PickleWalk {

    private final ByteBuffer in;
    private final List<String> texts = new ArrayList<>();
    private int remembered;
    private int frames;
    private int depth;

    private PickleWalk(byte[] pickle) {
        this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All texts that are written out, in order. */
    public static List<String> texts(byte[] pickle) {
        return walked(pickle).texts;
    }

    static int frames(byte[] pickle) {
        return walked(pickle).frames;
    }

    private static PickleWalk walked(byte[] pickle) {
        PickleWalk walk = new PickleWalk(pickle);
        walk.expect(walk.next() == 0x80 && walk.next() >= 4, "a header");
        int frameEnd = -1;
        while (true) {
            int opcode = walk.next();
            if (opcode == 0x95) {
                walk.expect(frameEnd < 0 || walk.in.position() - 1 == frameEnd, "a frame after the end of another");
                frameEnd = (int) walk.in.getLong() + walk.in.position();
                walk.frames++;
            } else if (opcode == '.') {
                walk.expect(walk.in.remaining() == 0 && walk.depth == 0, "an end without open marks");
                walk.expect(frameEnd < 0 || frameEnd == walk.in.position(), "an end where the frame ends");
                return walk;
            } else {
                walk.step(opcode);
            }
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 'N', 0x88, 0x89, ']', '}', ')', 0x81, 0x85, 0x86, 0x87, 0x93, 'R', 'b', 'a', 's' -> {}
            case '(' -> depth++;
            case 'e', 'u', 't' -> depth--;
            case 0x94 -> remembered++;
            case 'K' -> skip(1);
            case 'M' -> skip(2);
            case 'J' -> skip(4);
            case 'G' -> skip(8);
            case 0x8a, 'C' -> skip(next());
            case 'B' -> skip(in.getInt());
            case 0x8c -> text(next());
            case 'X' -> text(in.getInt());
            case 'h' -> expect(next() < remembered, "a reference to something remembered");
            case 'j' -> expect(in.getInt() < remembered, "a reference to something remembered");
            default -> expect(false, "a known opcode and not " + Integer.toHexString(opcode));
        }
    }

    private int next() {
        return in.get() & 0xff;
    }

    private void skip(int bytes) {
        in.position(in.position() + bytes);
    }

    private void text(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        texts.add(new String(bytes, UTF_8));
    }

    private void expect(boolean right, String what) {
        if (!right) {
            throw new AssertionError("At byte " + in.position() + " there should be " + what);
        }
    }
}
