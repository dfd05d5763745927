package dev.loopline.cli.doctor;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.PortPlan;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Java, memory, disk, limits, ports and the data folder. */
final class MachineChecks {

    private static final long MEBIBYTE = 1024L * 1024;

    private final Machine machine;
    private final Limits limits;

    MachineChecks(Machine machine, Limits limits) {
        this.machine = machine;
        this.limits = limits;
    }

    List<Diagnosis> look(Patient patient) throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        found.add(java());
        machine.availableMemory().ifPresent(bytes -> found.add(memory(bytes)));
        found.add(disk(patient.data()));
        machine.openFiles().ifPresent(files -> found.add(openFiles(files)));
        found.addAll(ports(patient));
        found.add(data(patient));
        return found;
    }

    private Diagnosis java() {
        int version = Runtime.version().feature();
        String home = System.getProperty("java.home");
        return version < limits.javaVersion()
                ? Diagnosis.trouble("java", "old", home, version, limits.javaVersion())
                : Diagnosis.well("java", "well", version, home);
    }

    private Diagnosis memory(long bytes) {
        return bytes < limits.memoryBytes()
                ? Diagnosis.advice("memory", "little", bytes / MEBIBYTE, limits.memoryBytes() / MEBIBYTE)
                : Diagnosis.well("memory", "well", bytes / MEBIBYTE);
    }

    private Diagnosis disk(DataFolder data) throws IOException {
        Path there = existing(data.root());
        long free = Files.getFileStore(there).getUsableSpace();
        return free < limits.diskBytes()
                ? Diagnosis.trouble("disk", "little", there, free / MEBIBYTE, limits.diskBytes() / MEBIBYTE)
                : Diagnosis.well("disk", "well", free / MEBIBYTE, there);
    }

    /** The folder, or the first above it that exists. */
    private static Path existing(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private Diagnosis openFiles(long files) {
        return files < limits.openFiles()
                ? Diagnosis.trouble("files", "few", files, limits.openFiles())
                : Diagnosis.well("files", "well", files);
    }

    private static List<Diagnosis> ports(Patient patient) {
        PortPlan plan = patient.ports();
        if (Files.isRegularFile(patient.data().endpointsFile())) {
            return List.of(Diagnosis.well("ports", "running", patient.data()));
        }
        List<Diagnosis> taken = plan
                .taken(patient.broker().isEmpty(), patient.database().isEmpty())
                .entrySet()
                .stream()
                .map(port -> Diagnosis.trouble("ports", "taken", port.getKey(), port.getValue()))
                .toList();
        return taken.isEmpty() ? List.of(Diagnosis.well("ports", "well")) : taken;
    }

    /** Where no home was named, none is another. */
    private static boolean isHome(Patient patient, String before) {
        return patient.home().isEmpty()
                || Path.of(before).equals(real(patient.home().get()));
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            return home; // the look at the home says so
        }
    }

    private static Diagnosis data(Patient patient) throws IOException {
        Path root = patient.data().root();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            return Diagnosis.trouble("data", "file", root);
        }
        if (!Files.isWritable(existing(root))) {
            return Diagnosis.trouble("data", "locked", existing(root), System.getProperty("user.name"));
        }
        if (!Files.isDirectory(root)) {
            return Diagnosis.well("data", "new", root);
        }
        Optional<String> other = patient.data().homeBefore().filter(before -> !isHome(patient, before));
        if (other.isPresent()) {
            return Diagnosis.trouble("data", "other", root, other.get());
        }
        return PrivateFolder.isOpen(root)
                ? Diagnosis.advice("data", "open", root)
                : Diagnosis.well("data", "well", root);
    }
}
