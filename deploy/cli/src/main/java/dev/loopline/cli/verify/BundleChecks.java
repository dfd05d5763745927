package dev.loopline.cli.verify;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** V6, V7, V10, V21 and V24: the bundles of RD-Agent and AIstock's copies. */
final class BundleChecks {

    private static final String EXTENSION = ".tar.gz";

    private BundleChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        "V6",
                        "every loop with a result has an archive, and no archive is without row",
                        BundleChecks::v6),
                Check.of("V7", "production_bundles has one row per loop with a result", BundleChecks::v7),
                Check.of("V10", "AIstock's archives are RD-Agent's, byte for byte", BundleChecks::v10),
                Check.of("V21", "every archive opens, and AIstock's folder holds just its members", BundleChecks::v21),
                Check.of("V24", "the metadata files in the workspace are those in the bundle", BundleChecks::v24));
    }

    private static CheckResult v6(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        for (String id : context.registry().bundleIds()) {
            Path archive = context.bundles().resolve(id + EXTENSION);
            findings.expect(
                    Files.isRegularFile(archive) && Files.size(archive) > 0,
                    Reason.BUNDLE_NOT_FOUND,
                    () -> archive + " is missing or empty");
        }
        Set<String> recorded = context.registry().bundles().stream()
                .map(RegistryRows.BundleRow::bundleId)
                .collect(Collectors.toSet());
        for (String id : archives(context.bundles())) {
            if (!recorded.contains(id)) {
                findings.wrong(id + EXTENSION + " has no row in production_bundles");
            }
        }
        return findings.result("archives");
    }

    private static CheckResult v7(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        Map<LoopKey, Integer> rows = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (RegistryRows.BundleRow row : context.registry().bundles()) {
            rows.merge(row.key(), 1, Integer::sum);
            findings.expect(
                    !row.bundleId().isBlank() && ids.add(row.bundleId()),
                    () -> "the id " + row.bundleId() + " is empty or not unique");
            findings.expect(
                    context.resolve(row.path()).isPresent(),
                    Reason.BUNDLE_NOT_FOUND,
                    () -> row.key() + ": no file at " + row.path());
        }
        Set<LoopKey> expected = new HashSet<>();
        for (RegistryRows.LoopRow loop : context.registry().withResult()) {
            expected.add(loop.key());
            int count = rows.getOrDefault(loop.key(), 0);
            Faults.Fault fault = count == 0
                    ? Faults.ofBundle(loop)
                    : new Faults.Fault(Reason.INCONSISTENT, loop.key() + " has " + count + " rows");
            findings.expect(count == 1, fault.reason(), fault::text);
        }
        rows.keySet().stream()
                .filter(key -> !expected.contains(key))
                .forEach(key -> findings.wrong(key + " has a bundle row but no result"));
        CheckResult result = findings.result("facts");
        return result instanceof CheckResult.Passed
                ? new CheckResult.Passed(expected.size() + " loops with result, "
                        + context.registry().bundles().size() + " bundle rows")
                : result;
    }

    private static CheckResult v10(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        Set<String> expected = context.registry().bundleIds();
        findings.expectSame(
                expected, archives(context.cache()), Reason.BUNDLE_NOT_FOUND, "in AIstock's " + context.cache());
        expected.parallelStream().forEach(id -> {
            Path ours = context.bundles().resolve(id + EXTENSION);
            Path theirs = context.cache().resolve(id + EXTENSION);
            findings.expect(sameBytes(ours, theirs), Reason.DIGEST_MISMATCH, () -> theirs + " differs from " + ours);
        });
        return findings.result("archives compared");
    }

    private static CheckResult v21(VerifyContext context) throws SQLException {
        Findings findings = new Findings();
        context.registry().bundleIds().parallelStream().forEach(id -> {
            try {
                Map<String, Sha256> members =
                        ArchiveReader.members(context.cache().resolve(id + EXTENSION));
                Map<String, Sha256> extracted = files(context.cache().resolve(id));
                findings.expect(
                        !members.isEmpty() && members.equals(extracted),
                        Reason.DIGEST_MISMATCH,
                        () -> "the folder " + id + " holds " + extracted.size() + " files, the archive "
                                + members.size() + ", or their contents differ");
            } catch (IOException e) {
                Reason reason = e instanceof NoSuchFileException ? Reason.BUNDLE_NOT_FOUND : Reason.ARCHIVE_CORRUPT;
                findings.expect(false, reason, () -> id + ": " + e.getMessage());
            }
        });
        return findings.result("archives opened");
    }

    private static CheckResult v24(VerifyContext context) throws SQLException, IOException {
        Findings findings = new Findings();
        for (RegistryRows.LoopRow loop : context.registry().withResult()) {
            Path folder = MetadataChecks.folder(context, loop).orElse(null);
            Path cached = context.cache().resolve(BundleId.of(loop.key()).value());
            for (String name : MetadataChecks.FILES) {
                findings.expect(
                        folder != null && sameBytes(folder.resolve(name), cached.resolve(name)),
                        folder == null ? Reason.WORKSPACE_MISSING : Reason.DIGEST_MISMATCH,
                        () -> loop.key() + ": " + name + " in the workspace is not the one in the bundle");
            }
        }
        return findings.result("files");
    }

    private static boolean sameBytes(Path one, Path other) {
        try {
            return Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ids of the archives in a folder; names that begin with a dot are being written. */
    private static Set<String> archives(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION) && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .collect(Collectors.toSet());
        }
    }

    private static Map<String, Sha256> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(files::add);
        }
        Map<String, Sha256> digests = new HashMap<>();
        for (Path file : files) {
            digests.put(folder.relativize(file).toString().replace('\\', '/'), VerifyContext.digest(file));
        }
        return digests;
    }
}
