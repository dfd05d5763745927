package dev.loopline.importer.sample;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A bundle as bundle-service makes it: manifest first, then the members. */
public record SampleBundle(Bundle bundle, byte[] archive) {

    public static SampleBundle of(LoopKey key, String content) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("factor_meta.json", "{\"factors\":[]}");
        members.put("model.pkl", content);
        members.put("mlruns/1/artifacts/params.pkl", "weights of " + key);
        return of(key, members);
    }

    public static SampleBundle of(LoopKey key, Map<String, String> members) {
        List<BundleManifest.Member> listed = new ArrayList<>();
        members.forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            listed.add(new BundleManifest.Member(name, bytes.length, Sha256.of(bytes)));
        });
        BundleManifest manifest = manifest(key, listed);
        byte[] archive = archive(tar -> {
            put(tar, BundleManifest.FILE_NAME, Json.mapper().writeValueAsBytes(manifest));
            for (Map.Entry<String, String> member : members.entrySet()) {
                put(tar, member.getKey(), member.getValue().getBytes(StandardCharsets.UTF_8));
            }
        });
        return of(key, manifest, archive);
    }

    public static SampleBundle of(LoopKey key, BundleManifest manifest, byte[] archive) {
        BundleId id = BundleId.of(key);
        return new SampleBundle(
                new Bundle(
                        id.value(),
                        id.fileName(),
                        "production_bundles/" + id.fileName(),
                        archive.length,
                        Sha256.of(archive),
                        manifest),
                archive);
    }

    public static BundleManifest manifest(LoopKey key, List<BundleManifest.Member> members) {
        return new BundleManifest(
                1,
                BundleId.of(key).value(),
                key.taskRunId(),
                key.loopId(),
                Instant.parse("2026-01-07T10:00:00Z"),
                "ws_" + key.loopId(),
                "F:/Dev/RD-Agent-main/log/" + key.taskRunId() + "/workspace_ws_" + key.loopId(),
                "F:/Dev/RD-Agent-main/log/" + key.taskRunId(),
                "",
                new BundleManifest.PrimaryAssets("factor.py", "model.pkl", "conf.yaml"),
                members,
                List.of());
    }

    /** Writes a tar. */
    public interface TarContent {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    public static byte[] archive(TarContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            content.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
