package dev.loopline.kit.session;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pickles of some tags in one trace, each with its time and process, oldest first. Not to be changed after it was made, and
 * then safe for all threads.
 */
final class TracePickles {

    private static final int MAX_FILES = 20_000;
    private static final int MAX_NOTES = 20;
    private static final int MAX_RESUMED = 100;
    private static final String SUFFIX = ".pkl";
    private static final Pattern PROCESSES = Pattern.compile("[0-9]{1,10}(-[0-9]{1,10})*");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd_HH-mm-ss-SSSSSS", Locale.ROOT);

    private final Map<Tag, List<TracePickle>> byTag = new EnumMap<>(Tag.class);

    private TracePickles(Stream<TracePickle> pickles) {
        pickles.sorted(Comparator.comparing(TracePickle::at).thenComparing(TracePickle::file))
                .forEach(pickle -> byTag.computeIfAbsent(pickle.tag(), any -> new ArrayList<>())
                        .add(pickle));
    }

    static TracePickles none() {
        return new TracePickles(Stream.empty());
    }

    /**
     * Finds the pickles of all tags.
     *
     * @param notes gets a sentence for each file that looks like a pickle of the log and is none
     */
    static TracePickles find(RunLayout layout, List<String> notes) {
        List<TracePickle> found = new ArrayList<>();
        for (Tag tag : Tag.values()) {
            for (Path folder : layout.folders(tag)) {
                Path parent = folder.getParent();
                if (parent != null && Folders.isFolder(parent)) {
                    find(tag, folder, found, notes);
                }
            }
        }
        return new TracePickles(found.stream());
    }

    private static void find(Tag tag, Path folder, List<TracePickle> found, List<String> notes) {
        for (Path process : Folders.in(folder)) {
            String processes = Folders.name(process);
            if (!PROCESSES.matcher(processes).matches()) {
                continue;
            }
            for (Path file : Folders.entries(process)) {
                if (Folders.name(file).endsWith(SUFFIX) && found.size() < MAX_FILES) {
                    Optional<Instant> at = time(file);
                    boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                    if (at.isPresent() && regular) {
                        int dash = processes.indexOf('-');
                        String main = dash < 0 ? processes : processes.substring(0, dash);
                        found.add(new TracePickle(tag, file, at.get(), main));
                    } else if (notes.size() < MAX_NOTES) {
                        notes.add(tag.folder() + "/" + processes + "/" + Folders.name(file) + " is not read: "
                                + (regular ? "its name is no time stamp of a log" : "it is no file"));
                    }
                }
            }
        }
    }

    private static Optional<Instant> time(Path file) {
        String name = Folders.name(file);
        try {
            return Optional.of(LocalDateTime.parse(name.substring(0, name.length() - SUFFIX.length()), TIME)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    TracePickles only(Predicate<TracePickle> wanted) {
        return new TracePickles(all().filter(wanted));
    }

    Stream<TracePickle> all() {
        return byTag.values().stream().flatMap(List::stream);
    }

    boolean isEmpty() {
        return byTag.isEmpty();
    }

    List<TracePickle> of(Tag tag) {
        return List.copyOf(byTag.getOrDefault(tag, List.of()));
    }

    Optional<TracePickle> newest(Tag tag) {
        List<TracePickle> pickles = of(tag);
        return pickles.isEmpty() ? Optional.empty() : Optional.of(pickles.get(pickles.size() - 1));
    }

    /** Whether more than one run may have left these: several pickles of a tag, or several processes. */
    boolean mayBeOfSeveralRuns() {
        boolean repeated = byTag.values().stream().anyMatch(pickles -> pickles.size() > 1);
        return repeated || all().map(TracePickle::process).distinct().count() > 1;
    }

    /** The times between these, both included. */
    TracePickles within(List<SessionState.Span> spans) {
        if (spans.isEmpty()) {
            return none();
        }
        Instant start =
                new TreeSet<>(spans.stream().map(SessionState.Span::start).toList()).first();
        Instant end = new TreeSet<>(spans.stream().map(SessionState.Span::end).toList()).last();
        return only(pickle -> !pickle.at().isBefore(start) && !pickle.at().isAfter(end));
    }

    /**
     * Those of the run that logged the newest feedback, or if there is none, the newest pickle: what its process logged, and if
     * that process did not begin the loop, what the process before it logged until then, and so on.
     */
    TracePickles ofNewestRun() {
        Optional<TracePickle> last = newest(Tag.FEEDBACK).or(() -> newest(any -> true));
        if (last.isEmpty()) {
            return this;
        }
        List<TracePickle> run = new ArrayList<>();
        Optional<TracePickle> link = last;
        for (int resumed = 0; link.isPresent() && resumed < MAX_RESUMED; resumed++) {
            List<TracePickle> own = ofProcess(link.get());
            Optional<Instant> begun = own.stream()
                    .filter(pickle -> pickle.tag() == Tag.HYPOTHESIS)
                    .map(TracePickle::at)
                    .max(Comparator.naturalOrder());
            Instant from = begun.orElse(own.stream()
                    .map(TracePickle::at)
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MIN));
            own.stream().filter(pickle -> !pickle.at().isBefore(from)).forEach(run::add);
            link = begun.isPresent()
                    ? Optional.empty()
                    : newest(pickle -> pickle.at().isBefore(from));
        }
        return new TracePickles(run.stream());
    }

    /** What the same process logged until then; the mark of the last step comes after the feedback. */
    private List<TracePickle> ofProcess(TracePickle until) {
        return all().filter(pickle -> pickle.process().equals(until.process()))
                .filter(pickle -> !pickle.at().isAfter(until.at()) || pickle.tag() == Tag.RECORDED)
                .toList();
    }

    private Optional<TracePickle> newest(Predicate<TracePickle> wanted) {
        return all().filter(wanted).max(Comparator.comparing(TracePickle::at));
    }
}
