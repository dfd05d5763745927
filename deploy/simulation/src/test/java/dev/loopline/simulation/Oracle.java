package dev.loopline.simulation;

import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be true of a world that has come to rest: it shows what a new world without faults makes of the same workspaces.
 * Safe for all threads.
 */
final class Oracle {

    private static final Pattern TEMPORARY =
            Pattern.compile(".*\\.tmp|.*loopline-tmp.*|.*\\.part|\\.loopline-.*\\.check");

    /** Reasons of letters about files that were away or damaged, or about a loop that was taken back meanwhile. */
    private static final Set<String> MAY_PASS = Set.of(
            "WORKSPACE_MISSING",
            "WORKSPACE_UNREADABLE",
            "FILE_MISSING",
            "FILE_UNREADABLE",
            "FILE_UNUSABLE",
            "FORMER_ARCHIVE_DAMAGED");

    private static final String IN_FLIGHT = "SELECT task_run_id || '/' || loop_id FROM loopline_loop"
            + " WHERE state = 'registered' AND imported_revision < revision"
            + " AND (backfilled_revision < revision OR COALESCE(has_result, 1) <> 0)";

    private final Map<Situation, Map<String, String>> expected = new ConcurrentHashMap<>();

    /** What decides about what there is to see. */
    private record Situation(List<SimAgent.Result> loops, boolean withImporter) {}

    /**
     * What is wrong with a world, one line each; nothing if all is well.
     *
     * @param found what can be seen of it
     */
    List<String> findings(World world, Map<String, String> found) throws IOException, SQLException {
        List<String> findings = new ArrayList<>();
        differences(expected(world.agent().results(), world.database()), found, findings);
        Set<String> wronglyWithdrawn = new TreeSet<>(world.broker().withdrawn());
        wronglyWithdrawn.removeAll(world.agent().withdrawn());
        wronglyWithdrawn.forEach(loop -> findings.add("withdrawn, but RD-Agent has it: " + loop));
        if (world.database() != null) {
            inFlight(world.services()).forEach(loop -> findings.add("its import is not known to the watcher: " + loop));
        }
        try (Stream<Path> files = Files.walk(world.services().home().getParent())) {
            files.filter(file ->
                            TEMPORARY.matcher(file.getFileName().toString()).matches())
                    .forEach(file -> findings.add("temporary file left: " + file.getFileName()));
        }
        for (World.Letter letter : world.deadLetters()) {
            boolean isPoison =
                    letter.key().startsWith(World.POISON) && letter.reason().equals("MALFORMED");
            if (!isPoison && !MAY_PASS.contains(letter.reason())) {
                findings.add(letter.toString());
            }
        }
        return findings;
    }

    private static List<String> inFlight(Services services) throws SQLException {
        Path registry = services.home().resolve("RDagentDB").resolve("registry.sqlite");
        try (Sql sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + registry))) {
            return sql.list(IN_FLIGHT, row -> row.getString(1));
        }
    }

    /** Of a loop that failed or was taken back nothing is shown, as if it had never been. */
    private Map<String, String> expected(List<SimAgent.Result> found, @Nullable Aistock database)
            throws IOException, SQLException {
        List<SimAgent.Result> results = found.stream()
                .map(one ->
                        one.state() == SimAgent.State.FINISHED ? one : new SimAgent.Result(SimAgent.State.ABSENT, 0))
                .toList();
        Situation situation = new Situation(results, database != null);
        Map<String, String> known = expected.get(situation);
        if (known == null) {
            Path root = Folders.make();
            try (World world = new World(root, database)) {
                world.agent().reach(results);
                world.rest();
                known = world.view();
            } finally {
                FileTrees.delete(root);
            }
            expected.put(situation, known);
        }
        return known;
    }

    static void differences(Map<String, String> expected, Map<String, String> found, List<String> findings) {
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            String before = expected.get(name);
            String now = found.get(name);
            if (before == null || now == null) {
                findings.add((now == null ? "missing: " : "too much: ") + name);
            } else if (!before.equals(now)) {
                findings.add("differs: " + name + around(before, now));
            }
        }
    }

    private static String around(String expected, String found) {
        int at = 0;
        while (at < Math.min(expected.length(), found.length()) && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 60);
        UnaryOperator<String> cut = text -> text.substring(from, Math.min(text.length(), from + 160));
        return "\n      expected …" + cut.apply(expected) + "\n      found    …" + cut.apply(found);
    }
}
