package dev.loopline.cli.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment variables of Loopline that its sources know: those that they name, and those that set a property, because it
 * stands in a file of properties, at a {@code @ConfigProperty}, or is a method of a {@code @ConfigMapping}.
 */
public final class EnvironmentNames {

    private static final Pattern VARIABLE = Pattern.compile("LOOPLINE_[A-Z0-9_]*[A-Z0-9]");
    private static final Pattern PROPERTY = Pattern.compile("@ConfigProperty\\(name = \"(loopline\\.[^\"]+)\"");
    private static final Pattern KEY = Pattern.compile("(?m)^\\s*(loopline\\.[^\\s=:]+)\\s*[=:]");
    /** A property that is known only because another one refers to it. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(loopline\\.[\\w.-]+)");

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern INTERFACE = Pattern.compile("\\binterface (\\w+)[^{]*\\{");
    private static final Pattern METHOD =
            Pattern.compile("\\b([A-Z]\\w*|int|long|short|double|boolean)[\\w.<>]* (\\w+)\\(\\);");
    private static final Set<String> PASSED_OVER = Set.of("target", "test", "docs", "node_modules");

    private final Set<String> names = new TreeSet<>();

    private EnvironmentNames() {}

    /** Reads the sources of the repository but for the tests. */
    public static Set<String> of(Path repository) throws IOException {
        EnvironmentNames found = new EnvironmentNames();
        Files.walkFileTree(repository, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean isSource = folder.equals(repository) || !name.startsWith(".") && !PASSED_OVER.contains(name);
                return isSource ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                found.read(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found.names;
    }

    private void read(Path file) throws IOException {
        String name = file.getFileName().toString();
        boolean isScript = name.endsWith(".cmd") || name.endsWith(".sh") || !name.contains(".");
        if (name.endsWith(".java")) {
            String text = Files.readString(file);
            addVariables(text);
            addProperties(PROPERTY, text);
            addMapping(text);
        } else if (name.endsWith(".properties")) {
            String text = Files.readString(file);
            addProperties(KEY, text);
            addProperties(REFERENCE, text);
        } else if (isScript) {
            addVariables(Files.readString(file, StandardCharsets.ISO_8859_1)); // may be no text at all
        }
    }

    private void addVariables(String text) {
        VARIABLE.matcher(text).results().forEach(found -> names.add(found.group()));
    }

    private void addProperties(Pattern pattern, String text) {
        pattern.matcher(text).results().forEach(found -> names.add(variable(found.group(1))));
    }

    private void addMapping(String text) {
        Matcher mapping = MAPPING.matcher(text);
        if (mapping.find()) {
            Map<String, List<String[]>> methods = new HashMap<>();
            String first = readInterfaces(text.substring(mapping.end()), methods);
            expand(mapping.group(1), first, methods);
        }
    }

    /**
     * Finds the methods of an interface and of those in it.
     *
     * @param methods receives type and name of each method, by the name of its interface
     * @return the name of the outer one
     */
    private static String readInterfaces(String text, Map<String, List<String[]>> methods) {
        String plain = text.replaceAll("(?s)/\\*.*?\\*/", "");
        Deque<String> open = new ArrayDeque<>();
        String first = "";
        for (String line : plain.split("\n")) {
            Matcher opened = INTERFACE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (opened.find()) {
                open.push(opened.group(1));
                methods.put(opened.group(1), new ArrayList<>());
                first = first.isEmpty() ? opened.group(1) : first;
            } else if (line.strip().endsWith("{")) {
                open.push("");
            } else if (line.strip().equals("}") && !open.isEmpty()) {
                open.pop();
            } else if (method.find() && methods.containsKey(open.peek())) {
                methods.get(open.peek()).add(new String[] {method.group(1), method.group(2)});
            }
        }
        return first;
    }

    private void expand(String prefix, String type, Map<String, List<String[]>> methods) {
        for (String[] method : methods.getOrDefault(type, List.of())) {
            String property =
                    prefix + "." + method[1].replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (methods.containsKey(method[0])) {
                expand(property, method[0], methods);
            } else {
                names.add(variable(property));
            }
        }
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
