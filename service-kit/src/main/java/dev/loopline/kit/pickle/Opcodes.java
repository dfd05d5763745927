package dev.loopline.kit.pickle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What each opcode of protocols 0 to 5 does, after Python's {@code pickletools}. Opcodes that mean something outside the
 * pickle (persistent ids, extension codes, out-of-band buffers) are not among them and therefore refused.
 */
final class Opcodes {

    static final int STOP = '.';

    private static final int HIGHEST_PROTOCOL = 5;
    private static final @Nullable Step[] STEPS = new Step[256];

    /** One opcode at work. */
    @FunctionalInterface
    interface Step {
        void run(PickleMachine machine) throws IOException;
    }

    private Opcodes() {}

    static void run(int opcode, PickleMachine machine) throws IOException {
        Step step = STEPS[opcode];
        if (step == null) {
            throw new PickleRefusedException("the pickle has the opcode 0x%02x, which is not read".formatted(opcode));
        }
        step.run(machine);
    }

    static {
        frames();
        stackAndMemo();
        numbers();
        texts();
        containers();
        objects();
    }

    private static void frames() {
        on(0x80, m -> {
            int protocol = m.in.next();
            if (protocol > HIGHEST_PROTOCOL) {
                throw new PickleRefusedException("the pickle has protocol " + protocol + ", which is not read");
            }
        });
        on(0x95, m -> m.in.number(8));
    }

    private static void stackAndMemo() {
        on('(', PickleMachine::mark);
        on('0', PickleMachine::discard);
        on('1', PickleMachine::sinceMark);
        on('2', m -> m.push(m.top()));
        on('p', m -> m.remember(PickleText.index(m.in.line())));
        on('q', m -> m.remember(m.in.next()));
        on('r', m -> m.remember(m.in.number(4)));
        on(0x94, PickleMachine::rememberNext);
        on('g', m -> m.recall(PickleText.index(m.in.line())));
        on('h', m -> m.recall(m.in.next()));
        on('j', m -> m.recall(m.in.number(4)));
    }

    private static void numbers() {
        on('N', m -> m.push(null));
        on(0x88, m -> m.push(true));
        on(0x89, m -> m.push(false));
        on('I', m -> m.push(PickleText.integerOrFlag(m.in.line())));
        on('L', m -> m.push(PickleText.integer(m.in.line())));
        on('J', m -> m.push((long) (int) m.in.number(4)));
        on('K', m -> m.push((long) m.in.next()));
        on('M', m -> m.push(m.in.number(2)));
        on(0x8a, m -> m.push(PickleText.integer(m.in.bytes(m.in.next()))));
        on(0x8b, m -> m.push(PickleText.integer(m.in.bytes(PickleText.digits(m.in.number(4))))));
        on('F', m -> m.push(PickleText.fraction(m.in.line())));
        on('G', m -> m.push(Double.longBitsToDouble(m.in.bigEndian())));
    }

    private static void texts() {
        on('S', m -> m.push(PickleText.quoted(m.in.line())));
        on('T', m -> m.push(m.in.latin(m.in.number(4))));
        on('U', m -> m.push(m.in.latin(m.in.next())));
        on('V', m -> m.push(PickleText.rawUnicode(m.in.line())));
        on('X', m -> m.push(m.in.text(m.in.number(4))));
        on(0x8c, m -> m.push(m.in.text(m.in.next())));
        on(0x8d, m -> m.push(m.in.text(m.in.number(8))));
        on('B', m -> m.push(m.in.bytes(m.in.number(4))));
        on('C', m -> m.push(m.in.bytes(m.in.next())));
        on(0x8e, m -> m.push(m.in.bytes(m.in.number(8))));
        on(0x96, m -> m.push(m.in.bytes(m.in.number(8))));
    }

    private static void containers() {
        on(']', m -> m.push(new Items(0)));
        on(')', m -> m.push(new Items(0)));
        on(0x8f, m -> m.push(new Items(0)));
        on('}', m -> m.push(new Entries()));
        on('l', m -> m.push(m.sinceMark()));
        on('t', m -> m.push(m.sinceMark()));
        on(0x91, m -> m.push(m.sinceMark()));
        on(0x85, m -> m.push(m.tuple(1)));
        on(0x86, m -> m.push(m.tuple(2)));
        on(0x87, m -> m.push(m.tuple(3)));
        on('d', m -> {
            Items pairs = m.sinceMark();
            m.push(new Entries());
            m.setItems(pairs);
        });
        on('a', m -> m.append(m.tuple(1)));
        on('e', m -> m.append(m.sinceMark()));
        on(0x90, m -> m.append(m.sinceMark()));
        on('s', m -> m.setItems(m.tuple(2)));
        on('u', m -> m.setItems(m.sinceMark()));
    }

    private static void objects() {
        on('c', m -> {
            String module = m.in.line();
            m.push(new PickledGlobal(module + "." + m.in.line()));
        });
        on(0x93, m -> {
            Items names = m.tuple(2);
            m.push(new PickledGlobal(PickleText.name(names.get(0)) + "." + PickleText.name(names.get(1))));
        });
        on('R', Opcodes::makeOfTwo);
        on(0x81, Opcodes::makeOfTwo);
        on(0x92, m -> {
            Object keywords = m.pop();
            Object arguments = m.pop();
            PickledObject object = m.made(m.pop(), arguments);
            m.push(object);
            if (keywords instanceof Entries entries) {
                object.ownEntries().putAll(entries);
            }
        });
        on('i', m -> {
            String module = m.in.line();
            PickledGlobal type = new PickledGlobal(module + "." + m.in.line());
            m.push(m.made(type, m.sinceMark()));
        });
        on('o', m -> {
            Items parts = m.sinceMark();
            Object type = parts.isEmpty() ? null : parts.remove(0);
            m.push(m.made(type, parts));
        });
        on('b', PickleMachine::build);
    }

    private static void makeOfTwo(PickleMachine m) throws IOException {
        Object arguments = m.pop();
        m.push(m.made(m.pop(), arguments));
    }

    private static void on(int opcode, Step step) {
        STEPS[opcode] = step;
    }
}
