package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.ResultFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** V1: what lies on disk is in the registry. */
final class DiscoveryChecks {

    private DiscoveryChecks() {}

    static List<Check> all() {
        return List.of(Check.of("V1", DiscoveryChecks::v1));
    }

    private static CheckResult v1(VerifyContext context) throws IOException, SQLException, InterruptedException {
        Findings findings = new Findings();
        RegistryRows registry = context.registry();
        ProductView product = context.product();
        Set<LoopKey> keys = new HashSet<>();
        registry.loops().forEach(loop -> {
            keys.add(loop.key());
            findings.expect(true, () -> Message.literal(""));
        });
        registry.repeated()
                .forEach(key -> findings.expectUnless(
                        false,
                        product.unassigned("loop " + key),
                        Reason.INCONSISTENT,
                        () -> Message.of("found.loops.several", key)));
        if (registry.unreadable() > 0) {
            findings.explain(Explanation.UNREADABLE_ROW, Message.of("found.rows.loopless", registry.unreadable()));
        }
        Set<Path> known = new HashSet<>();
        for (RegistryRows.WorkspaceRow row : registry.workspaces()) {
            Optional<Path> folder = context.resolve(row.path());
            if (folder.isPresent()) {
                known.add(folder.get());
                if (isFinished(folder.get())) {
                    findings.expectUnless(
                            keys.contains(row.key()),
                            product.unassigned("workspace " + row.workspaceId()),
                            Reason.INCONSISTENT,
                            () -> Message.of("found.workspace.rowless", row.key()));
                }
            }
        }
        for (String recorded : registry.withoutLoop()) {
            // Names no loop, so it cannot be one: reported by the watcher, not believed.
            context.resolve(recorded).ifPresent(known::add);
        }
        for (Path folder : foldersThatSayTheyAreLoops(context.rdagentHome().toRealPath())) {
            if (isFinished(folder)) {
                findings.expectUnless(
                        known.contains(folder),
                        product.unassigned(String.valueOf(folder.getFileName())),
                        Reason.INCONSISTENT,
                        () -> Message.of("found.folder.unregistered", folder));
            }
        }
        return findings.result("loopsAndFolders");
    }

    private static List<Path> foldersThatSayTheyAreLoops(Path home) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path task : subfolders(home.resolve("log"), "*")) {
            folders.addAll(subfolders(task, "workspace_*"));
        }
        for (Path workspace : subfolders(home.resolve("git_ignore_folder").resolve("RD-Agent_workspace"), "*")) {
            // Without this file only a row says to which loop it belongs; many belong to none.
            if (Files.exists(workspace.resolve("workspace_meta.json"))) {
                folders.add(workspace);
            }
        }
        return folders;
    }

    private static List<Path> subfolders(Path folder, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                for (Path entry : entries) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        found.add(entry);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve("feedback.json"))
                || ResultFiles.hasBacktest(name -> Files.exists(folder.resolve(name)));
    }
}
