package dev.loopline.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a process that died said last: the reason why it could not start if it gave one, else its last errors. */
final class LastWords {

    /** How the services begin the line with their reason. */
    private static final String CANNOT_START = "Cannot start: ";

    private static final int TAIL_BYTES = 64 * 1024;
    private static final int LINES = 5;
    private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL|OutOfMemoryError)\\b|^Error: |Exception in");

    private LastWords() {}

    /**
     * @param log the process' log
     * @param from where in it this run of the process began, in bytes
     * @return one sentence or a few lines; never empty
     */
    static String of(Path log, long from) {
        List<String> lines;
        try {
            lines = tail(log, from);
        } catch (IOException e) {
            return Texts.text("stack.log.unreadable", log, e.getMessage());
        }
        Optional<String> reason = last(lines, CANNOT_START);
        if (reason.isPresent()) {
            return reason.get();
        }
        List<String> errors =
                lines.stream().filter(line -> ERROR.matcher(line).find()).toList();
        List<String> words = errors.isEmpty() ? lines : errors;
        if (words.isEmpty()) {
            return Texts.text("stack.log.silent", log);
        }
        return String.join(System.lineSeparator(), words.subList(Math.max(0, words.size() - LINES), words.size()))
                + System.lineSeparator()
                + Texts.text("stack.log.more", log);
    }

    private static Optional<String> last(List<String> lines, String mark) {
        return lines.stream()
                .filter(line -> line.contains(mark))
                .map(line -> line.substring(line.indexOf(mark)))
                .reduce((earlier, later) -> later);
    }

    private static List<String> tail(Path log, long from) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            long begin = Math.max(Math.min(from, length), length - TAIL_BYTES);
            byte[] bytes = new byte[Math.toIntExact(length - begin)];
            file.seek(begin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(LastWords::plain)
                    .toList();
        }
    }

    /** Level and message of a line that is a JSON object; others as they are. */
    private static String plain(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode said = Json.mapper().readTree(line);
            return said.path("level").asText() + " " + said.path("message").asText();
        } catch (JsonProcessingException e) {
            return line;
        }
    }
}
