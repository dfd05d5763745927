package dev.loopline.acceptance;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.WrittenWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Strikes a running Loopline with faults and mends after a while what does not mend itself: a frozen process, a folder that is
 * away, a disk without room. Which fault comes next is decided by a seed. For one thread.
 */
final class Nemesis implements AutoCloseable {

    static final String GARBAGE = "garbage";

    private static final int LONGEST_TROUBLE_MS = 6_000;
    private static final String NO_ROOM = "4096";

    private final UpProcess up;
    private final Path aside;
    private final Random random;
    private final ServiceCalls calls = new ServiceCalls(Duration.ofSeconds(5));
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final List<Future<?>> mending = new ArrayList<>();
    private final Map<Fault, Integer> strikes = new EnumMap<>(Fault.class);

    /** What can go wrong. */
    enum Fault {
        KILL_SERVICE(8),
        KILL_DATABASE(2),
        KILL_UP(1),
        FREEZE_SERVICE(5),
        NO_ROOM_FOR_A_SERVICE(4),
        FOLDER_AWAY(5),
        FILE_AWAY(4),
        REPEATED_RECORD(6),
        GARBAGE_RECORD(3),
        CATALOG_FILE_DELETED(2),
        BUNDLE_COPY_DELETED(2),
        BACKFILL_OF_ALL(1),
        FULL_SYNC(2),
        REBUILD(1);

        private final int weight;

        Fault(int weight) {
            this.weight = weight;
        }
    }

    Nemesis(UpProcess up, Path aside, long seed) throws IOException {
        this.up = up;
        this.aside = Files.createDirectories(aside);
        this.random = new Random(seed);
    }

    /** Strikes once. @param loops those that are finished */
    void strike(List<WrittenLoop> loops) throws IOException, InterruptedException {
        Fault fault = next();
        strikes.merge(fault, 1, Integer::sum);
        try {
            strike(fault, loops);
        } catch (KafkaException | IOException e) {
            // What was to be struck is down already.
            strikes.merge(fault, -1, Integer::sum);
        }
    }

    /** How often each fault struck. */
    Map<Fault, Integer> strikes() {
        return strikes;
    }

    /** Mends what is still broken, and waits for it. */
    void relent() throws InterruptedException, ExecutionException {
        for (Future<?> one : mending) {
            one.get();
        }
        mending.clear();
    }

    @Override
    public void close() {
        later.shutdown();
    }

    private Fault next() {
        int at = random.nextInt(
                Stream.of(Fault.values()).mapToInt(fault -> fault.weight).sum());
        for (Fault fault : Fault.values()) {
            at -= fault.weight;
            if (at < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private void strike(Fault fault, List<WrittenLoop> loops) throws IOException, InterruptedException {
        switch (fault) {
            case KILL_SERVICE -> anyService().ifPresent(ProcessHandle::destroyForcibly);
            case KILL_DATABASE -> up.database().ifPresent(ProcessHandle::destroyForcibly);
            case KILL_UP -> {
                relentNow();
                up.killAndStart();
            }
            case FREEZE_SERVICE -> freeze();
            case NO_ROOM_FOR_A_SERVICE -> leaveNoRoom();
            case FOLDER_AWAY -> anyWorkspace(loops).ifPresent(this::takeAway);
            case FILE_AWAY -> anyWorkspace(loops).flatMap(this::anyFile).ifPresent(this::takeAway);
            case REPEATED_RECORD -> records().repeatAny(anyTopic(), random);
            case GARBAGE_RECORD ->
                records()
                        .send(new ProducerRecord<>(
                                anyTopic(), bytes(GARBAGE + "/" + random.nextInt(1000)), bytes("{\"loop\": NaN")));
            case CATALOG_FILE_DELETED ->
                Files.deleteIfExists(Path.of(up.endpoints().rdagentHome()).resolve("rdagent_data/loop_catalog.json"));
            case BUNDLE_COPY_DELETED -> deleteAnyCopy();
            case BACKFILL_OF_ALL ->
                calls.post(up.endpoints().workspaceWatcherUrl() + "/api/backfills", "{\"all_task_runs\": true}");
            case FULL_SYNC -> calls.post(up.endpoints().aistockImporterUrl() + "/api/rdagent/catalog/sync", "");
            case REBUILD -> calls.post(up.endpoints().catalogServiceUrl() + "/api/rebuilds", "{}");
        }
    }

    private void freeze() throws IOException, InterruptedException {
        Optional<ProcessHandle> service = anyService();
        if (service.isPresent()) {
            run("kill", "-STOP", pid(service.get()));
            mendLater(() -> run("kill", "-CONT", pid(service.get())));
        }
    }

    /** A running program can be forbidden larger files, but not be given a full disk; it meets both in the same way. */
    private void leaveNoRoom() throws IOException, InterruptedException {
        Optional<ProcessHandle> service = anyService();
        if (service.isPresent()) {
            run("prlimit", "--pid", pid(service.get()), "--fsize=" + NO_ROOM + ":unlimited");
            mendLater(() -> run("prlimit", "--pid", pid(service.get()), "--fsize=unlimited:unlimited"));
        }
    }

    private void takeAway(Path place) {
        Path kept = aside.resolve(Long.toHexString(random.nextLong()));
        try {
            Files.move(place, kept);
        } catch (IOException e) {
            return; // it is away already
        }
        mendLater(() -> putBack(kept, place));
    }

    /** What Loopline wrote meanwhile at the empty place goes. */
    private static void putBack(Path kept, Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> tree = Files.walk(place)) {
                for (Path path :
                        tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        Files.move(kept, place, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void deleteAnyCopy() throws IOException {
        Path bundles = Path.of(up.endpoints().aistockHome()).resolve("rdagent_assets/bundles");
        try (Stream<Path> copies = Files.list(bundles)) {
            any(copies.filter(Files::isDirectory)
                            .filter(copy -> copy.getFileName().toString().startsWith("bundle_"))
                            .toList())
                    .flatMap(this::anyFile)
                    .ifPresent(file -> file.toFile().delete());
        }
    }

    private interface Mending {
        void run() throws IOException, InterruptedException;
    }

    private void mendLater(Mending mend) {
        mending.add(later.schedule(
                () -> {
                    mend.run();
                    return mend;
                },
                1 + random.nextInt(LONGEST_TROUBLE_MS),
                TimeUnit.MILLISECONDS));
    }

    /** A frozen child cannot be ended by the next start in an orderly way, and its process number may be used again. */
    private void relentNow() throws IOException, InterruptedException {
        try {
            relent();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private Optional<ProcessHandle> anyService() throws IOException {
        return any(List.copyOf(up.services().values()));
    }

    private Optional<Path> anyWorkspace(List<WrittenLoop> loops) {
        return any(loops).flatMap(loop -> any(loop.workspaces())).map(WrittenWorkspace::path);
    }

    private Optional<Path> anyFile(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return any(files.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty(); // it is away already
        }
    }

    private String anyTopic() {
        return any(Topics.events()).orElseThrow();
    }

    private <T> Optional<T> any(List<T> things) {
        return things.isEmpty() ? Optional.empty() : Optional.of(things.get(random.nextInt(things.size())));
    }

    private TopicRecords records() {
        return new TopicRecords(up.endpoints().broker());
    }

    private static String pid(ProcessHandle process) {
        return Long.toString(process.pid());
    }

    /** Whether the process is still there does not matter. */
    private static void run(String... command) throws IOException, InterruptedException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
