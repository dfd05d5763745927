package dev.loopline.kit.testing;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import dev.loopline.contracts.testing.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program in a JVM of its own that stands still just before its n-th file operation: opening, writing, forcing, renaming,
 * linking, deleting, making a folder. There its files can be copied as {@code kill -9} would leave them, or it waits while the
 * world goes on. A debugger does it, so the program needs no hooks for its tests. Works where file systems are Unix'. Not for several threads.
 */
public final class DebuggedProgram implements AutoCloseable {

    /** Classes of the JDK that change files, and the methods by which they do. */
    private static final Map<String, Set<String>> OPERATIONS = Map.of(
            "sun.nio.fs.UnixFileSystemProvider",
            Set.of("newByteChannel", "newFileChannel", "createDirectory", "createLink", "move", "copy", "implDelete"),
            "sun.nio.ch.FileChannelImpl",
            Set.of("write", "force", "truncate"));

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final VirtualMachine machine;
    private boolean hasBegun;

    private DebuggedProgram(Process process, VirtualMachine machine) {
        this.process = process;
        this.machine = machine;
    }

    /** Whether this system's file operations can be seen. */
    public static boolean isSupported() {
        return java.io.File.separatorChar == '/';
    }

    /** Starts the class's main method on this JVM's class path, suspended. */
    public static DebuggedProgram start(Class<?> main, String... arguments) throws IOException {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(known -> known.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> settings = connector.defaultArguments();
        settings.get("localAddress").setValue("127.0.0.1");
        settings.get("timeout").setValue(String.valueOf(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
        try {
            String address = connector.startListening(settings);
            try {
                Process process = launch(address, main, arguments);
                return new DebuggedProgram(process, connector.accept(settings));
            } finally {
                connector.stopListening(settings);
            }
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(String address, Class<?> main, String... arguments) throws IOException {
        String port = address.substring(address.lastIndexOf(':') + 1);
        List<String> flags = List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:" + port);
        return new ProcessBuilder(JavaProgram.command(flags, main, arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Lets the program run until it is about to do an operation of this name, such as {@code FileChannelImpl.force}. */
    public Optional<String> runTo(String operation) throws InterruptedException {
        return runTo(1, operation);
    }

    /** Lets the program run until it is about to do its n-th operation whose name ends so. */
    public Optional<String> runTo(int number, String operation) throws InterruptedException {
        int[] seen = {0};
        return runTo(name -> name.endsWith(operation) && ++seen[0] == number);
    }

    /**
     * Lets the program run to its end, and copies a folder just before each of its file operations: what a program finds
     * that starts after this one was killed there. A copied file keeps its links and times, and no process locks it.
     *
     * @param folder what the program writes to
     * @param into an empty folder for the copies, which are named {@code 0, 1, …}
     * @return the operations, in the order of the copies
     */
    public List<String> snapshots(Path folder, Path into) throws InterruptedException {
        List<String> operations = new ArrayList<>();
        runTo(name -> {
            copy(folder, into.resolve(Integer.toString(operations.size())));
            operations.add(name);
            return false;
        });
        ended();
        return operations;
    }

    /** Lets the program run until it stands before an operation that is wanted; empty if it ended before. */
    private Optional<String> runTo(Predicate<String> wanted) throws InterruptedException {
        watch();
        if (!hasBegun) {
            // The event of the start: to resume for it later would let the program pass the next one, which may be
            // there by then.
            machine.eventQueue().remove();
            hasBegun = true;
        }
        machine.resume();
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    if (event instanceof VMDeathEvent || event instanceof VMDisconnectEvent) {
                        return Optional.empty();
                    }
                    if (event instanceof ClassPrepareEvent prepared) {
                        stopAt(prepared.referenceType());
                    }
                    if (event instanceof BreakpointEvent reached && wanted.test(name(reached.location()))) {
                        return Optional.of(name(reached.location()));
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            return Optional.empty();
        }
    }

    /** Lets a program that stands still go on to its end. @return its exit code */
    public int goOn() throws InterruptedException {
        machine.dispose();
        ended();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void ended() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the program still runs after " + PATIENCE_SECONDS + " s");
        }
    }

    private void watch() {
        for (String type : OPERATIONS.keySet()) {
            ClassPrepareRequest request = machine.eventRequestManager().createClassPrepareRequest();
            request.addClassFilter(type);
            request.enable();
            machine.classesByName(type).forEach(this::stopAt);
        }
    }

    private void stopAt(ReferenceType type) {
        Set<String> operations = OPERATIONS.getOrDefault(type.name(), Set.of());
        for (Method method : type.methods()) {
            if (operations.contains(method.name()) && !method.isNative() && !method.isAbstract()) {
                machine.eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable();
            }
        }
    }

    /** As {@code cp -a} does it: also links of one file with another stay what they are. */
    private static void copy(Path folder, Path copy) {
        try {
            Process program = new ProcessBuilder("cp", "-a", folder.toString(), copy.toString())
                    .redirectErrorStream(true)
                    .start();
            String complaints = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (program.waitFor() != 0) {
                throw new IllegalStateException(complaints);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Location location) {
        return location.declaringType().name().replaceAll(".*\\.", "") + "."
                + location.method().name();
    }
}
