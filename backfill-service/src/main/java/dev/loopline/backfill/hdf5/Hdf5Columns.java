package dev.loopline.backfill.hdf5;

import dev.loopline.backfill.hdf5.Hdf5Objects.Message;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.kit.pickle.PickleLimits;
import dev.loopline.kit.pickle.PickleReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code result.h5}: of a frame in pandas' fixed format the labels of its axis 0, in its table format the
 * columns that its attributes list, of a series its name. A file that is not as pandas writes it says nothing.
 */
public final class Hdf5Columns {

    private static final String FILE = "result.h5";
    private static final int BEGINNING = 1 << 20;
    private static final int MOST = 200;
    private static final int LONGEST = 200;
    private static final Set<String> INDEX = Set.of("datetime", "instrument", "index", "level_0", "level_1", "0");

    private static final int DATASPACE = 0x01;
    private static final int DATATYPE = 0x03;
    private static final int LAYOUT = 0x08;
    private static final int ATTRIBUTE = 0x0c;
    private static final int STRINGS = 3;

    private final Hdf5Objects objects;

    private Hdf5Columns(byte[] file) {
        this.objects = new Hdf5Objects(file);
    }

    /** The names of the columns; none if there is no such file or it does not say. */
    public static List<String> of(WorkspaceFolder workspace) throws IOException {
        Optional<byte[]> file = workspace.head(FILE, BEGINNING);
        return file.isEmpty() ? List.of() : of(file.get());
    }

    static List<String> of(byte[] file) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Hdf5Columns columns = new Hdf5Columns(file);
            for (long child : columns.objects.members(columns.objects.root()).values()) {
                columns.ofGroup(columns.objects.header(child)).stream()
                        .map(name -> CleanText.of(name).strip())
                        .filter(name -> !name.isEmpty() && name.length() < LONGEST && !INDEX.contains(name))
                        .forEach(names::add);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
            return List.of(); // Opaque or hostile bytes name nothing.
        }
        return names.size() > MOST ? List.of() : List.copyOf(names);
    }

    private List<String> ofGroup(List<Message> group) {
        Map<String, Long> members = objects.members(group);
        Long axis = members.get("axis0");
        if (axis != null) {
            return labels(objects.header(axis));
        }
        for (Message message : group) {
            if (message.type() == ATTRIBUTE) {
                Attribute attribute = attribute(message.data());
                if (attribute.name().equals("name") && members.containsKey("values")) {
                    return List.of(attribute.text());
                }
                if (attribute.name().equals("non_index_axes")) {
                    return listed(attribute.text());
                }
            }
        }
        return List.of();
    }

    /** Texts of one length, one after the other. */
    private List<String> labels(List<Message> dataset) {
        int length = 0;
        long count = 0;
        ByteBuffer data = ByteBuffer.allocate(0);
        for (Message message : dataset) {
            ByteBuffer body = message.data();
            if (message.type() == DATATYPE) {
                Hdf5Objects.require((body.get(0) & 0x0f) == STRINGS);
                length = body.getInt(4);
            } else if (message.type() == DATASPACE) {
                Hdf5Objects.require(body.get(1) == 1);
                count = body.getLong(body.get(0) == 1 ? 8 : 4);
            } else if (message.type() == LAYOUT && body.get(0) == 3 && body.get(1) == 1) {
                data = objects.bytes(body.getLong(2), body.getLong(10));
            }
        }
        Hdf5Objects.require(length > 0 && length < LONGEST * 4 && count <= MOST && count * length <= data.capacity());
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(Hdf5Objects.text(data.slice(i * length, length), length));
        }
        return labels;
    }

    private record Attribute(String name, String text) {}

    /** An attribute that is one text; of another kind its text is empty. Parts of version 1 fill up to eight bytes. */
    private static Attribute attribute(ByteBuffer body) {
        int version = body.get(0);
        int nameSize = body.getShort(2) & 0xffff;
        int typeSize = body.getShort(4) & 0xffff;
        int spaceSize = body.getShort(6) & 0xffff;
        int at = version == 3 ? 9 : 8;
        String name = Hdf5Objects.text(body.slice(at, nameSize), nameSize);
        int type = at + filled(nameSize, version);
        boolean isText = (body.get(type) & 0x0f) == STRINGS;
        int data = type + filled(typeSize, version) + filled(spaceSize, version);
        Hdf5Objects.require(data <= body.capacity());
        ByteBuffer rest = body.slice(data, body.capacity() - data);
        return new Attribute(name, isText ? Hdf5Objects.text(rest, rest.capacity()) : "");
    }

    private static int filled(int size, int version) {
        return version == 1 ? (size + 7) / 8 * 8 : size;
    }

    /** {@code [(1, ['a', 'b'])]}, as Python pickles it; read as data, never carried out. */
    private static List<String> listed(String pickle) {
        try {
            Object axes = PickleReader.read(
                    new ByteArrayInputStream(pickle.getBytes(StandardCharsets.UTF_8)), PickleLimits.DEFAULT);
            List<String> names = new ArrayList<>();
            texts(axes, names, 0);
            return names;
        } catch (IOException e) {
            return List.of(); // It is no pickle.
        }
    }

    private static void texts(@Nullable Object value, List<String> names, int depth) {
        if (value instanceof String text) {
            names.add(text);
        } else if (value instanceof List<?> list && depth < 4) {
            list.forEach(one -> texts(one, names, depth + 1));
        }
    }
}
