package dev.loopline.contracts.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a test's program in a process of its own, with the classes and the temporary folder of this one. */
public final class JavaProgram {

    private JavaProgram() {}

    /**
     * @param flags for the JVM
     * @param arguments for the program
     */
    public static List<String> command(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
