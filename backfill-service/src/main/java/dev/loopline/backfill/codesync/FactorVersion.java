package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.FactorCode.Shape;
import dev.loopline.backfill.code.Formula;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One source, or one expression, of a factor in the library. Its block can be written from what its mark in {@code
 * generated.py} says, so an older version stays callable when a newer one takes the plain name.
 *
 * @param word what the library calls the factor, as an identifier
 * @param digest of the source or expression; hexadecimal
 * @param name the factor's name
 * @param entry how it is called
 * @param finishedAt when the latest loop that has this source finished; of an expression, which is the same in all loops,
 *     before all others
 * @param loop that loop; empty for an expression
 */
record FactorVersion(String word, String digest, String name, FactorCode.Entry entry, Instant finishedAt, String loop) {

    private static final int DIGEST_DIGITS = 12;

    /** With three bytes for each character the file's name stays below the 255 that a file system takes. */
    private static final int LONGEST_NAME = 60;

    private static final Pattern METHOD = Pattern.compile("[A-Za-z_]\\w*|fit\\.transform");
    private static final String FIT_AND_TRANSFORM = "fit.transform";
    private static final String USUAL_METHOD = "fit_transform";
    private static final String USUAL_DATA = "daily_pv.h5";

    /** As PEP 263 has it; only the first two lines can declare an encoding. */
    private static final Pattern ENCODING =
            Pattern.compile("\\A((?:[^\\n]*\\n)?[ \\t\\f]*#[^\\n]*?coding[:=][ \\t]*)([-\\w.]+)");

    static FactorVersion of(LoopCode loop, FactorCode factor) {
        String digest = Sha256.of(text(factor.source()).getBytes(StandardCharsets.UTF_8))
                .hex();
        return new FactorVersion(
                FactorCode.libraryName(factor.name()),
                digest.substring(0, DIGEST_DIGITS),
                factor.name(),
                factor.entry(),
                loop.finishedAt(),
                loop.loop().toString());
    }

    static FactorVersion of(Formula formula) {
        String digest =
                Sha256.of(formula.expression().getBytes(StandardCharsets.UTF_8)).hex();
        return new FactorVersion(
                FactorCode.libraryName(formula.name()),
                digest.substring(0, DIGEST_DIGITS),
                formula.name(),
                new FactorCode.Entry(Shape.EXPRESSION, formula.expression(), null, List.of(), null),
                Instant.MIN,
                "");
    }

    LibraryFunctions.Names names() {
        return new LibraryFunctions.Names("factor_" + word, ownName());
    }

    /** The source as the library has it: in UTF-8, so a line that declares another encoding would be wrong. */
    static String text(String source) {
        Matcher encoding = ENCODING.matcher(source);
        return encoding.find() ? encoding.group(1) + "utf-8" + source.substring(encoding.end()) : source;
    }

    /** Reads the mark of a block; empty if it was edited by hand. */
    static Optional<FactorVersion> read(JsonNode facts) {
        String shape = facts.path("shape").asText();
        if (Arrays.stream(Shape.values()).noneMatch(one -> one.name().equals(shape))
                || !facts.hasNonNull("word")
                || !facts.hasNonNull("digest")) {
            return Optional.empty();
        }
        return Optional.of(new FactorVersion(
                facts.path("word").asText(),
                facts.path("digest").asText(),
                facts.path("name").asText(),
                new FactorCode.Entry(
                        Shape.valueOf(shape),
                        facts.path("attribute").asText(),
                        method(facts),
                        files(facts),
                        text(facts, "column")),
                instant(facts.path("finished_at").asText()),
                facts.path("loop").asText()));
    }

    /** It stands in code as it is, so what is no identifier was edited by hand. */
    private static @Nullable String method(JsonNode facts) {
        String method = text(facts, "method");
        return method != null && METHOD.matcher(method).matches() ? method : null;
    }

    /** One name, or a list of several. */
    private static List<String> files(JsonNode facts) {
        JsonNode reads = facts.path("reads");
        List<String> files = new ArrayList<>();
        reads.forEach(file -> files.add(file.asText()));
        return reads.isTextual() ? List.of(reads.textValue()) : files;
    }

    private static @Nullable String text(JsonNode facts, String field) {
        return facts.hasNonNull(field) ? facts.path(field).asText() : null;
    }

    /** A time that was edited by hand counts as the oldest. */
    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    /** The module below {@code factors}. */
    String module() {
        int end = Math.min(word.length(), LONGEST_NAME);
        boolean splits = end < word.length() && Character.isHighSurrogate(word.charAt(end - 1));
        return "f_" + word.substring(0, splits ? end - 1 : end) + "_" + digest;
    }

    /** The key of its block while another version has the plain name; no identifier holds a space. */
    String keyOfOlder() {
        return word + " " + digest;
    }

    /** Of the later loop; of equally late ones the one with the greater key; of expressions that with the greater digest. */
    boolean isAfter(FactorVersion other) {
        int byTime = finishedAt.compareTo(other.finishedAt);
        int byLoop = byTime != 0 ? byTime : loop.compareTo(other.loop);
        boolean areFormulas = entry.shape() == Shape.EXPRESSION && other.entry.shape() == Shape.EXPRESSION;
        return (areFormulas ? digest.compareTo(other.digest) : byLoop) >= 0;
    }

    /** Its block with the plain wrapper. */
    GeneratedModule.Block inForce() {
        String definition = entry.shape() == Shape.SCRIPT || entry.shape() == Shape.EXPRESSION
                ? ""
                : "_DEFINITIONS[" + PythonLiteral.text(word) + "] = (" + PythonLiteral.text(module()) + ", "
                        + PythonLiteral.text(entry.attribute()) + ")\n\n\n";
        String code = definition + wrapper("factor_" + word) + "\n\n\n" + ownName() + " = factor_" + word;
        return GeneratedModule.Block.of(facts(word), code);
    }

    /** Its block when only its own name leads to it. */
    GeneratedModule.Block superseded() {
        return GeneratedModule.Block.of(facts(keyOfOlder()), wrapper(ownName()));
    }

    private String ownName() {
        return "factor_" + word + "__" + digest;
    }

    private ObjectNode facts(String key) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("key", key).put("word", word).put("digest", digest).put("name", name);
        facts.put("attribute", entry.attribute()).put("shape", entry.shape().name());
        if (entry.reads().size() > 1) {
            entry.reads().forEach(facts.putArray("reads")::add);
        } else {
            facts.put("reads", entry.reads().isEmpty() ? null : entry.reads().get(0));
        }
        if (entry.method() != null && !entry.method().equals(USUAL_METHOD)) {
            facts.put("method", entry.method());
        }
        if (entry.column() != null) {
            facts.put("column", entry.column());
        }
        return entry.shape() == Shape.EXPRESSION
                ? facts
                : facts.put("finished_at", finishedAt.toString()).put("loop", loop);
    }

    private String wrapper(String function) {
        String module = PythonLiteral.text(module());
        String definition = "_definition(" + module + ", " + PythonLiteral.text(entry.attribute()) + ")";
        String files = (entry.reads().isEmpty() ? List.of(USUAL_DATA) : entry.reads())
                .stream().map(PythonLiteral::text).collect(Collectors.joining(", "));
        String file = entry.reads().size() > 1 ? "(" + files + ")" : files;
        String method = entry.method() == null ? USUAL_METHOD : entry.method();
        String values = switch (entry.shape()) {
            case CLASS ->
                method.equals(FIT_AND_TRANSFORM)
                        ? "_fitted(" + definition + "(), df).transform(df)"
                        : definition + "()." + method + "(df)";
            case TAKES_FRAME -> definition + "(df)";
            case READS_FILE -> "_from_folder(" + definition + ", " + file + ", df)";
            case SCRIPT -> "_from_folder(_program(" + module + "), " + file + ", df)";
            case EXPRESSION ->
                "_expression(" + PythonLiteral.text(name) + ", " + PythonLiteral.text(entry.attribute()) + ", df)";
        };
        String call =
                entry.column() == null ? values : "_column(" + values + ", " + PythonLiteral.text(entry.column()) + ")";
        return "def " + function + "(df):\n    return " + call;
    }
}
