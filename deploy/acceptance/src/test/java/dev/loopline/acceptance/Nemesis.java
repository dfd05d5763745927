package dev.loopline.acceptance;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.samples.WrittenLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;

/**
 * Strikes a running Loopline with faults and mends after a while what does not mend itself: a frozen process, a folder that is
 * away, a disk without room. Which fault comes next is decided by a seed. For one thread.
 */
final class Nemesis implements AutoCloseable {

    static final String GARBAGE = "garbage";

    /** Beyond the six seconds after which the broker misses a service. */
    private static final int LONGEST_FREEZE_MS = 12_000;

    private static final int LONGEST_GUEST_MS = 10_000;
    private static final String NO_ROOM = "4096";

    private final UpProcess up;
    private final List<SmallDisk> disks;
    private final Random random;
    private final ServiceCalls calls = new ServiceCalls(Duration.ofSeconds(5));
    private final Mendings mendings;
    private final FileFaults files;
    private final RegistryBackup backup;
    private final List<Process> helpers = new ArrayList<>();
    private final Set<Fault> possible = EnumSet.allOf(Fault.class);
    private final Map<Fault, Integer> strikes = new EnumMap<>(Fault.class);

    /**
     * @param aside a folder on the disk of the home, for what is taken away
     * @param disks file systems that can be filled; perhaps none
     */
    Nemesis(UpProcess up, Path aside, List<SmallDisk> disks, long seed) throws IOException {
        this.up = up;
        this.disks = disks;
        this.random = new Random(seed);
        this.mendings = new Mendings(random);
        Path home = Path.of(up.endpoints().rdagentHome());
        this.files = new FileFaults(home, Files.createDirectories(aside), random, mendings);
        this.backup = new RegistryBackup(home, aside.resolve("registry.sqlite"));
        if (disks.isEmpty()) {
            possible.remove(Fault.DISK_FULL);
        }
        if (!UpProcess.obeysRights()) {
            possible.remove(Fault.RIGHTS_TAKEN);
        }
    }

    /** Strikes once. @param loops those that are finished */
    void strike(List<WrittenLoop> loops) throws IOException, InterruptedException {
        Fault fault = next();
        try {
            strike(fault, loops);
            strikes.merge(fault, 1, Integer::sum);
        } catch (ApiException | IOException | SQLException e) {
            // What was to be struck is down already.
            strikes.merge(fault, 0, Integer::sum);
        }
    }

    /** How often each fault struck. */
    Map<Fault, Integer> strikes() {
        return strikes;
    }

    /** What this user or this machine cannot do. */
    Set<Fault> impossible() {
        return EnumSet.complementOf(EnumSet.copyOf(possible));
    }

    /** Mends what is still broken, and waits for it. */
    void relent() throws IOException, InterruptedException {
        mendings.await();
        for (Process helper : helpers) {
            helper.waitFor();
        }
    }

    /** The loops whose bundle was deleted by hand and is packed again by itself. */
    Set<LoopKey> deletedBundles() {
        return files.deletedBundles();
    }

    @Override
    public void close() {
        helpers.forEach(Process::destroyForcibly);
        mendings.close();
    }

    private Fault next() {
        int at = random.nextInt(possible.stream().mapToInt(Fault::weight).sum());
        for (Fault fault : possible) {
            at -= fault.weight();
            if (at < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private void strike(Fault fault, List<WrittenLoop> loops) throws IOException, InterruptedException, SQLException {
        switch (fault) {
            case KILL_SERVICE -> anyService().ifPresent(ProcessHandle::destroyForcibly);
            case STOP_SERVICE -> anyService().ifPresent(ProcessHandle::destroy);
            case KILL_DATABASE -> up.database().ifPresent(ProcessHandle::destroyForcibly);
            case KILL_UP -> {
                // A frozen child cannot be ended by the next start in an orderly way.
                mendings.await();
                up.killAndStart();
            }
            case FREEZE_SERVICE -> freeze();
            case BUNDLER_COMES_AND_GOES -> {
                Process guest = up.anotherBundler();
                helpers.add(guest);
                mendings.within(LONGEST_GUEST_MS, guest::destroy);
            }
            case NO_ROOM_FOR_A_SERVICE -> leaveNoRoom();
            case DISK_FULL -> {
                SmallDisk disk = any(disks).orElseThrow();
                disk.fill();
                mendings.later(disk::makeRoom);
            }
            case FOLDER_AWAY -> files.folderAway(loops);
            case FILE_AWAY -> files.fileAway(loops);
            case RIGHTS_TAKEN -> files.rightsTaken(loops);
            case REGISTRY_COPIED -> backup.take();
            case REGISTRY_PUT_BACK -> backup.putBack();
            case REPEATED_RECORD -> records().repeatAny(anyTopic(), random);
            case GARBAGE_RECORD ->
                records()
                        .send(new ProducerRecord<>(
                                anyTopic(), bytes(GARBAGE + "/" + random.nextInt(1000)), bytes("{\"loop\": NaN")));
            case CATALOG_FILE_DELETED ->
                Files.deleteIfExists(Path.of(up.endpoints().rdagentHome()).resolve("rdagent_data/loop_catalog.json"));
            case BUNDLE_DELETED -> files.deleteBundle(loops);
            case BUNDLE_COPY_DELETED ->
                files.deleteAnyCopy(Path.of(up.endpoints().aistockHome()));
            case BACKFILL_OF_ALL ->
                calls.post(up.endpoints().workspaceWatcherUrl() + "/api/backfills", "{\"all_task_runs\": true}");
            case REPLAY -> helpers.add(up.command("replay", "--stage", anyTopic()));
            case FULL_SYNC -> calls.post(up.endpoints().aistockImporterUrl() + "/api/rdagent/catalog/sync", "");
            case REBUILD -> calls.post(up.endpoints().catalogServiceUrl() + "/api/rebuilds", "{}");
        }
    }

    private void freeze() throws IOException {
        Optional<ProcessHandle> service = anyService();
        if (service.isPresent()) {
            Command.run("kill", "-STOP", pid(service.get()));
            mendings.within(LONGEST_FREEZE_MS, () -> Command.run("kill", "-CONT", pid(service.get())));
        }
    }

    /** A running program can be forbidden larger files; it meets that as it meets a full disk. */
    private void leaveNoRoom() throws IOException {
        Optional<ProcessHandle> service = anyService();
        if (service.isPresent()) {
            Command.run("prlimit", "--pid", pid(service.get()), "--fsize=" + NO_ROOM + ":unlimited");
            mendings.later(() -> Command.run("prlimit", "--pid", pid(service.get()), "--fsize=unlimited:unlimited"));
        }
    }

    private Optional<ProcessHandle> anyService() throws IOException {
        return any(List.copyOf(up.services().values()));
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
