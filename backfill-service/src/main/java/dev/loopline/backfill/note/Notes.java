package dev.loopline.backfill.note;

import dev.loopline.contracts.event.Note;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the notes about one loop, in the order in which they were made, each once. At most {@value #MOST} are kept, so
 * that a broken workspace cannot fill an event; the last one then says how many are missing. Not safe for several threads.
 */
public final class Notes {

    private static final int MOST = 200;
    private static final int LONGEST = 400;

    private final Set<Note> notes = new LinkedHashSet<>();
    private int dropped;

    /** Adds a note about a subject; see {@link Note}. */
    public void add(String code, @Nullable String subject, String message) {
        String brief = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        Note note = new Note(code, subject, brief);
        if (notes.size() < MOST) {
            notes.add(note);
        } else if (!notes.contains(note)) {
            dropped++;
        }
    }

    /** Adds what another collection holds. */
    public void addAll(Notes others) {
        others.list().forEach(note -> add(note.code(), note.subject(), note.message()));
    }

    public List<Note> list() {
        List<Note> all = new ArrayList<>(notes);
        if (dropped > 0) {
            all.add(new Note("MORE_NOTES", null, dropped + " more notes are left out."));
        }
        return List.copyOf(all);
    }
}
