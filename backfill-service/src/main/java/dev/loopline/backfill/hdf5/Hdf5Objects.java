package dev.loopline.backfill.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Groups and object headers of an HDF5 file of the oldest format, which PyTables writes (HDF5 File Format Specification,
 * version 1.1: superblock 0, symbol tables, object headers 1). It looks at no place of the file twice and at no more than
 * {@value #MOST_PLACES} of them; what is not as specified throws. For one thread.
 */
final class Hdf5Objects {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int MOST_PLACES = 2_000;
    private static final int ROOT_ENTRY = 56;
    private static final int ENTRY_BYTES = 40;
    private static final int LONGEST_NAME = 1_000;
    private static final int CONTINUATION = 0x10;
    private static final int SYMBOL_TABLE = 0x11;

    private final ByteBuffer file;
    private final Set<Long> seen = new HashSet<>();

    /** @param file the file or its beginning; what lies beyond cannot be looked at */
    Hdf5Objects(byte[] file) {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean known = file.length > ROOT_ENTRY + ENTRY_BYTES
                && this.file.slice(0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
        require(known && file[8] == 0 && file[13] == 8 && file[14] == 8);
    }

    /** @param type of the message, see the specification */
    record Message(int type, ByteBuffer data) {}

    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not as pandas writes it");
        }
    }

    /** The header of the root group. */
    List<Message> root() {
        return header(file.getLong(ROOT_ENTRY + 8));
    }

    /** The messages of the object at an address. */
    List<Message> header(long address) {
        int at = place(address, 16);
        require(file.get(at) == 1);
        int count = file.getShort(at + 2) & 0xffff;
        List<Message> messages = new ArrayList<>();
        read(bytes(address + 16, file.getInt(at + 8)), count, messages);
        return messages;
    }

    private void read(ByteBuffer block, int count, List<Message> messages) {
        while (block.remaining() >= 8 && messages.size() < count) {
            int type = block.getShort() & 0xffff;
            int size = block.getShort() & 0xffff;
            block.position(block.position() + 4);
            require(size <= block.remaining());
            ByteBuffer data = block.slice(block.position(), size).order(ByteOrder.LITTLE_ENDIAN);
            block.position(block.position() + size);
            messages.add(new Message(type, data));
            if (type == CONTINUATION && size >= 16) {
                long address = data.getLong(0);
                // What lies beyond the bytes at hand is left out; the rest of the header can be enough.
                if (address >= 0 && address + data.getLong(8) <= file.capacity()) {
                    place(address, 1);
                    read(bytes(address, data.getLong(8)), count, messages);
                }
            }
        }
    }

    /** The members of a group, name to address of the header; empty if it is none. */
    Map<String, Long> members(List<Message> group) {
        Map<String, Long> members = new LinkedHashMap<>();
        for (Message message : group) {
            if (message.type() == SYMBOL_TABLE) {
                long heap = message.data().getLong(8);
                int at = place(heap, 32);
                tree(message.data().getLong(0), file.getLong(at + 24), members);
            }
        }
        return members;
    }

    private void tree(long address, long names, Map<String, Long> members) {
        int at = place(address, 24);
        String kind = text(bytes(address, 4), 4);
        int entries = file.getShort(at + 6) & 0xffff;
        if (kind.equals("TREE")) {
            ByteBuffer keys = bytes(address + 24, entries * 16L + 8);
            for (int i = 0; i < entries; i++) {
                tree(keys.getLong(i * 16 + 8), names, members);
            }
            return;
        }
        require(kind.equals("SNOD"));
        ByteBuffer symbols = bytes(address + 8, (long) entries * ENTRY_BYTES);
        for (int i = 0; i < entries; i++) {
            long name = names + symbols.getLong(i * ENTRY_BYTES);
            require(name >= 0 && name < file.capacity());
            String text = text(bytes(name, Math.min(LONGEST_NAME, file.capacity() - name)), LONGEST_NAME);
            members.put(text, symbols.getLong(i * ENTRY_BYTES + 8));
        }
    }

    /** A text that ends at its first zero. */
    static String text(ByteBuffer bytes, int most) {
        byte[] raw = new byte[Math.min(most, bytes.remaining())];
        bytes.get(bytes.position(), raw);
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.UTF_8);
    }

    ByteBuffer bytes(long address, long length) {
        require(address >= 0 && length >= 0 && length <= file.capacity() && address <= file.capacity() - length);
        return file.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int place(long address, int least) {
        bytes(address, least);
        require(seen.size() < MOST_PLACES && seen.add(address));
        return (int) address;
    }
}
