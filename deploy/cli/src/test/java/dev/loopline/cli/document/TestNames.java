package dev.loopline.cli.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test classes of the repository and their methods, as documents name them: {@code CrashTest}, {@code CrashTest.goesOn}. */
public final class TestNames {

    /** A class, one of its methods, or with a dot first a method of the class that was named last; perhaps a module before. */
    private static final Pattern NAMED =
            Pattern.compile("(?:[a-z-]+: )?([A-Z][a-z]\\w*(?:Test|IT))(\\.[a-z]\\w*)?|(?<further>\\.[a-z]+[A-Z]\\w*)");

    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

    /** Of each class its methods; of several classes with one name those of all. */
    private final Map<String, List<String>> methods;

    private TestNames(Map<String, List<String>> methods) {
        this.methods = methods;
    }

    /** The tests of all modules below a folder. */
    public static TestNames below(Path repository) throws IOException {
        Map<String, List<String>> methods = new HashMap<>();
        try (Stream<Path> files = Files.find(repository, Integer.MAX_VALUE, (file, attributes) -> isTest(file))) {
            for (Path file : files.toList()) {
                List<String> own = METHOD.matcher(Files.readString(file))
                        .results()
                        .map(method -> method.group(1))
                        .toList();
                String name = file.getFileName().toString();
                methods.computeIfAbsent(name.substring(0, name.length() - ".java".length()), any -> new ArrayList<>())
                        .addAll(own);
            }
        }
        return new TestNames(methods);
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/test/java/") && path.matches(".*(Test|IT)\\.java");
    }

    /** The tests that a document names and that are not there. */
    public List<String> unknownIn(Document document) {
        return namedIn(document).stream().filter(name -> !isKnown(name)).toList();
    }

    /** The tests that a document names. */
    public List<String> namedIn(Document document) {
        List<String> names = new ArrayList<>();
        String last = "";
        for (String span : document.spans()) {
            Matcher named = NAMED.matcher(span);
            if (!named.matches()) {
                continue;
            }
            String further = named.group("further");
            if (further == null) {
                last = named.group(1);
                names.add(named.group(2) == null ? last : last + named.group(2));
            } else if (!last.isEmpty()) {
                names.add(last + further);
            }
        }
        return names;
    }

    private boolean isKnown(String name) {
        int dot = name.indexOf('.');
        List<String> own = methods.get(dot < 0 ? name : name.substring(0, dot));
        return own != null && (dot < 0 || own.contains(name.substring(dot + 1)));
    }
}
