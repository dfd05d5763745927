package dev.loopline.cli.replay;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.event.EventType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A topic from which is replayed. */
public record Stage(EventType type) {

    /** Reads {@code BundleCreated}, {@code bundle-created} or {@code rdagent.bundle-created}. */
    public static Stage parse(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        Optional<EventType> found = Arrays.stream(EventType.values())
                .filter(type -> wanted.equals(type.topic())
                        || wanted.equals(name(type))
                        || wanted.equals(type.eventName().toLowerCase(Locale.ROOT)))
                .findFirst();
        return new Stage(found.orElseThrow(() -> new IllegalArgumentException(Texts.text(
                "replay.stage",
                text,
                Texts.list(Arrays.stream(EventType.values()).map(Stage::name).toList())))));
    }

    private static String name(EventType type) {
        return type.topic().substring(type.topic().indexOf('.') + 1);
    }

    /** What people call it: {@code bundle-created}. */
    public String name() {
        return name(type);
    }
}
