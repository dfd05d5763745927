package dev.loopline.bench;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.ServiceJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts packers and other people's programs on the same files and takes their time, fsync included. Not for several threads. */
final class PackRun implements AutoCloseable {

    private static final String STORE_MEMORY = "-Xmx3g";

    private final Path repository;
    private final Path folder;
    private final Process store;
    private final BufferedReader storeAnswers;
    private final String storePort;
    private int runs;

    PackRun(Path repository, Path folder) throws IOException {
        this.repository = repository;
        this.folder = Files.createDirectories(folder);
        this.store = new ProcessBuilder(
                        java(),
                        STORE_MEMORY,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName())
                .redirectError(folder.resolve("errors.log").toFile())
                .start();
        this.storeAnswers = store.inputReader(StandardCharsets.UTF_8);
        this.storePort = String.valueOf(storeAnswers.readLine());
    }

    /**
     * @param time from the start to the end of the last process
     * @param processorTime of all processes together; zero for programs that are not ours
     * @param bytes what was written
     */
    record Result(Duration time, Duration processorTime, long bytes) {}

    /** Our own process, once for each file of events; all start at the same moment. */
    Result ours(String what, Path home, Path warm, Path... events) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        Path target = folder.resolve("run" + runs++);
        try {
            for (Path file : events) {
                processes.add(start(what, home, target, file, warm));
            }
            List<BufferedReader> answers = processes.stream()
                    .map(process -> process.inputReader(StandardCharsets.UTF_8))
                    .toList();
            for (BufferedReader answer : answers) {
                expect(answer, "READY");
            }
            long start = System.nanoTime();
            for (Process process : processes) {
                go(process);
            }
            long processorNanos = 0;
            for (BufferedReader answer : answers) {
                processorNanos += Long.parseLong(String.valueOf(answer.readLine()));
            }
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            return new Result(time, Duration.ofNanos(processorNanos), size(target.resolve("measured")));
        } finally {
            processes.forEach(Process::destroyForcibly);
            BenchFolder.empty(target);
        }
    }

    /** {@link #ours} with a store, which holds nothing before and after. */
    Result withStore(String what, Path home, Path warm, Path events) throws IOException, InterruptedException {
        Result result = ours(what, home, warm, events);
        go(store);
        expect(storeAnswers, StoreProcess.EMPTY);
        return result;
    }

    @Override
    public void close() {
        store.destroy();
    }

    /** {@code tar | program > file}, and the file forced to disk. */
    Result tar(Path source, String program) throws IOException, InterruptedException {
        Path target = folder.resolve("run" + runs++ + ".tar.gz");
        String script = "tar cf - -C \"$1\" . | " + program + " > \"$2\" && sync \"$2\"";
        long start = System.nanoTime();
        Process process = new ProcessBuilder("sh", "-c", script, "sh", source.toString(), target.toString())
                .inheritIO()
                .start();
        int exitCode = process.waitFor();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (exitCode != 0) {
            throw new IOException("tar | " + program + " ended with " + exitCode);
        }
        long bytes = Files.size(target);
        Files.delete(target);
        return new Result(time, Duration.ZERO, bytes);
    }

    static boolean has(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private Process start(String what, Path home, Path target, Path events, Path warm) throws IOException {
        Path app = repository.resolve("bundle-service/target/quarkus-app");
        List<String> command = new ArrayList<>();
        command.add(java());
        Files.createDirectories(folder.resolve("jvm"));
        command.addAll(ServiceJvm.flags(Service.BUNDLE_SERVICE, new DataFolder(folder.resolve("jvm"))));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + jars(app.resolve("app"))
                        + File.pathSeparator
                        + jars(app.resolve("lib/main"))
                        + File.pathSeparator
                        + jars(app.resolve("lib/boot")),
                PackProcess.class.getName(),
                what,
                home.toString(),
                target.toString(),
                events.toString(),
                warm.toString(),
                storePort));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.log").toFile())
                .start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private void expect(BufferedReader answer, String wanted) throws IOException {
        for (String line = answer.readLine(); line != null; line = answer.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new IOException("a process did not start or ended: " + Files.readString(folder.resolve("errors.log")));
    }

    private static void go(Process process) {
        try {
            OutputStream in = process.getOutputStream();
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
