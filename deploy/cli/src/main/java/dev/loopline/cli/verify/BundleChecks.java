package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.PassedOverFolders;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** V6, V7, V10, V21 and V24: the bundles of RD-Agent and AIstock's copies. */
final class BundleChecks {

    private static final String EXTENSION = ".tar.gz";

    private BundleChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of("V6", BundleChecks::v6),
                Check.of("V7", BundleChecks::v7),
                Check.of("V10", BundleChecks::v10),
                Check.of("V21", BundleChecks::v21),
                Check.of("V24", BundleChecks::v24));
    }

    private static CheckResult v6(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (String id : context.bundleIds()) {
            Path archive = context.bundles().resolve(id + EXTENSION);
            findings.expect(
                    Files.isRegularFile(archive) && Files.size(archive) > 0,
                    Reason.BUNDLE_NOT_FOUND,
                    () -> Message.of("found.archive.missing", archive));
        }
        Set<String> recorded = context.registry().bundles().stream()
                .map(RegistryRows.BundleRow::bundleId)
                .collect(Collectors.toSet());
        for (String id : archives(context.bundles())) {
            Optional<ProductView.Explained> kept = recorded.contains(id) ? Optional.empty() : kept(context, id);
            if (kept.isPresent()) {
                findings.explain(kept.get());
            } else if (!recorded.contains(id)) {
                foreign(findings, context.bundles(), id, Message.of("found.archive.rowless", id, EXTENSION));
            }
        }
        return findings.result("archives");
    }

    /** Why the archive of a loop without a bundle row is there: that of a withdrawn loop stays until the retention removes it. */
    private static Optional<ProductView.Explained> kept(VerifyContext context, String id)
            throws SQLException, InterruptedException {
        Optional<LoopKey> loop = context.registry().known().keySet().stream()
                .filter(key -> BundleId.of(key).value().equals(id))
                .findFirst();
        return loop.isPresent() ? context.productSays(loop.get()) : Optional.empty();
    }

    private static CheckResult v7(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        Standings standings = context.standings();
        Map<LoopKey, Set<RegistryRows.BundleRow>> rows = new HashMap<>();
        for (RegistryRows.BundleRow row : context.registry().bundles()) {
            Set<RegistryRows.BundleRow> ofLoop = rows.computeIfAbsent(row.key(), key -> new HashSet<>());
            if (!ofLoop.add(row)) {
                findings.explain(Explanation.DUPLICATE_ROW, Message.of("found.rows.equal", row.key()));
            }
        }
        rows.forEach((key, ofLoop) -> ofLoop.forEach(row -> bundleRow(findings, row)));
        uniqueIds(findings, rows);
        for (RegistryRows.LoopRow loop : standings.carried()) {
            Set<RegistryRows.BundleRow> ofLoop = rows.getOrDefault(loop.key(), Set.of());
            Faults.Fault fault = ofLoop.isEmpty()
                    ? Faults.ofBundle(loop)
                    : new Faults.Fault(Reason.INCONSISTENT, Message.of("found.rows.many", loop.key(), ofLoop.size()));
            findings.expect(ofLoop.size() == 1, fault.reason(), fault::text);
            for (RegistryRows.BundleRow row : ofLoop) {
                findings.expect(
                        context.resolve(row.path()).isPresent(),
                        Reason.BUNDLE_NOT_FOUND,
                        () -> Message.of("found.bundle.file", row.key(), row.path()));
            }
        }
        standings.explained().values().forEach(findings::explain);
        Set<LoopKey> carried = standings.keys();
        for (LoopKey key : rows.keySet()) {
            if (!carried.contains(key) && !standings.explained().containsKey(key)) {
                findings.expectUnless(
                        false,
                        context.productSays(key),
                        Reason.INCONSISTENT,
                        () -> Message.of("found.bundle.resultless", key));
            }
        }
        int bundles = context.registry().bundles().size();
        return findings.result("facts", Message.of("verify.bundles", carried.size(), bundles));
    }

    private static void bundleRow(Findings findings, RegistryRows.BundleRow row) {
        findings.expect(!row.bundleId().isBlank(), () -> Message.of("found.bundle.blank", row.key()));
        if (!row.kept().isEmpty()) {
            findings.explain(Explanation.KEPT_APART, Message.of("found.kept", row.key(), row.kept()));
        }
    }

    private static void uniqueIds(Findings findings, Map<LoopKey, Set<RegistryRows.BundleRow>> rows) {
        Map<String, LoopKey> loops = new HashMap<>();
        rows.forEach((key, ofLoop) -> ofLoop.forEach(row -> {
            LoopKey other = loops.putIfAbsent(row.bundleId(), key);
            findings.expect(
                    other == null || other.equals(key),
                    () -> Message.of("found.bundle.shared", row.bundleId(), key, other));
        }));
    }

    /** An archive that nothing names is a fault if Loopline wrote it; guides and other tools leave archives as well. */
    private static void foreign(Findings findings, Path folder, String id, Message offender) {
        Path archive = folder.resolve(id + EXTENSION);
        if (ArchiveReader.isOurs(archive)) {
            findings.wrong(offender);
        } else {
            findings.explain(Explanation.FOREIGN_ARCHIVE, Message.of("found.archive.foreign", archive));
        }
    }

    private static CheckResult v10(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        Set<String> expected = context.bundleIds();
        Set<String> allowed = context.standings().allowedBundleIds(context.registry());
        Set<String> found = archives(context.cache());
        for (String id : expected) {
            findings.expect(
                    found.contains(id),
                    Reason.BUNDLE_NOT_FOUND,
                    () -> Message.of("found.cache.missing", id, context.cache()));
        }
        for (String id : found) {
            if (!allowed.contains(id)) {
                foreign(findings, context.cache(), id, Message.of("found.cache.extra", id, context.cache()));
            }
        }
        expected.parallelStream().forEach(id -> {
            Path ours = context.bundles().resolve(id + EXTENSION);
            Path theirs = context.cache().resolve(id + EXTENSION);
            findings.expect(
                    sameBytes(ours, theirs), Reason.DIGEST_MISMATCH, () -> Message.of("found.differs", theirs, ours));
        });
        return findings.result("compared");
    }

    private static CheckResult v21(VerifyContext context) throws SQLException, InterruptedException {
        Findings findings = new Findings();
        context.bundleIds().parallelStream().forEach(id -> {
            try {
                Map<String, Sha256> members =
                        ArchiveReader.members(context.cache().resolve(id + EXTENSION));
                Map<String, Sha256> extracted = files(context.cache().resolve(id));
                // AIstock imports code from the folder, and its interpreter keeps a cache there.
                extracted.keySet().removeIf(PassedOverFolders::hold);
                findings.expect(
                        !members.isEmpty() && members.equals(extracted),
                        Reason.DIGEST_MISMATCH,
                        () -> Message.of("found.extracted", id, extracted.size(), members.size()));
            } catch (IOException e) {
                Reason reason = e instanceof NoSuchFileException ? Reason.BUNDLE_NOT_FOUND : Reason.ARCHIVE_CORRUPT;
                findings.expect(false, reason, () -> Message.of("found.where", id, String.valueOf(e.getMessage())));
            }
        });
        return findings.result("opened");
    }

    private static CheckResult v24(VerifyContext context) throws SQLException, IOException, InterruptedException {
        Findings findings = new Findings();
        for (RegistryRows.LoopRow loop : context.carried()) {
            Path folder = MetadataChecks.folder(context, loop).orElse(null);
            Path cached = context.cache().resolve(BundleId.of(loop.key()).value());
            for (String name : MetadataChecks.FILES) {
                Path file = folder == null ? null : folder.resolve(name);
                boolean gone = file == null || Files.notExists(file);
                Optional<ProductView.Explained> missing = gone ? context.missing(loop.key(), name) : Optional.empty();
                // What another writer left there is packed as it stands, if it can be read.
                boolean packed = Files.exists(cached.resolve(name));
                Optional<ProductView.Explained> notWritten =
                        packed ? Optional.empty() : context.notWritten(loop.key(), name);
                findings.expectUnless(
                        file != null && sameBytes(file, cached.resolve(name)),
                        missing.isPresent() ? missing : notWritten,
                        file == null ? Reason.WORKSPACE_MISSING : Reason.DIGEST_MISMATCH,
                        () -> Message.of("found.metadata", loop.key(), name));
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
