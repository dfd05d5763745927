package dev.loopline.cli.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file.
 *
 * @param file absolute
 * @param prose its lines outside fenced code
 * @param blocks its fenced code
 */
public record Document(Path file, List<String> prose, List<Block> blocks) {

    private static final Pattern FENCE = Pattern.compile("\\s*(?:```|~~~)\\s*(\\S*).*");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*\\s*");
    private static final Set<String> PASSED_OVER = Set.of("target", "src", "node_modules");

    /**
     * Fenced code.
     *
     * @param language behind the fence; may be empty
     * @param lines those that end with a backslash are one with the next
     */
    public record Block(String language, List<String> lines) {}

    /** All below a folder but for those of tests, samples and builds. */
    public static List<Document> below(Path folder) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                String name = child.getFileName().toString();
                if (Files.isDirectory(child) && !name.startsWith(".") && !PASSED_OVER.contains(name)) {
                    documents.addAll(below(child));
                } else if (name.endsWith(".md")) {
                    documents.add(read(child));
                }
            }
        }
        return documents;
    }

    public static Document read(Path file) {
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        boolean isCode = false;
        for (String line : lines(file)) {
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                isCode = !isCode;
                if (isCode) {
                    blocks.add(new Block(fence.group(1), new ArrayList<>()));
                }
            } else if (isCode) {
                append(blocks.get(blocks.size() - 1).lines(), line);
            } else {
                prose.add(line);
            }
        }
        return new Document(file, prose, blocks);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void append(List<String> lines, String line) {
        int last = lines.size() - 1;
        if (last >= 0 && lines.get(last).endsWith("\\")) {
            String begun = lines.get(last);
            lines.set(last, begun.substring(0, begun.length() - 1) + line.strip());
        } else {
            lines.add(line);
        }
    }

    /** The whole text. */
    public String text() {
        return String.join("\n", lines(file));
    }

    /** What stands between backquotes. */
    public List<String> spans() {
        return prose.stream()
                .flatMap(line -> SPAN.matcher(line).results())
                .map(span -> span.group(1))
                .toList();
    }

    /** Where its links lead, as they are written; those to other places of the net left out. */
    public List<String> links() {
        return prose.stream()
                .map(line -> SPAN.matcher(line).replaceAll(""))
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .filter(target -> !target.contains(":"))
                .toList();
    }

    /** The names by which its headings can be linked, as GitHub makes them. */
    public Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String name = anchor(heading.group(1));
                int before = counts.merge(name, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? name : name + "-" + before);
            }
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return LINK.matcher(heading)
                .replaceAll(link -> Matcher.quoteReplacement(
                        link.group().substring(1, link.group().indexOf(']'))))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                .replace(' ', '-');
    }
}
