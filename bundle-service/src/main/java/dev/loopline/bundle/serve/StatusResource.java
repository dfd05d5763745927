package dev.loopline.bundle.serve;

import dev.loopline.bundle.stage.ArchiveCare;
import dev.loopline.bundle.stage.BundleCounters;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.kit.bucket.BucketException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What this bundler did since it started, and what lies in its folder. */
@Path("/api/status")
public class StatusResource {

    private final BundleStore store;
    private final BundleCounters counters;
    private final ArchiveCare care;
    private final String service;

    StatusResource(
            BundleStore store,
            BundleCounters counters,
            ArchiveCare care,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.store = store;
        this.counters = counters;
        this.care = care;
        this.service = service;
    }

    /**
     * @param service {@code bundle-service}
     * @param place where the archives are, in words
     * @param folder the folder in which archives are written; where they are kept in a folder, that one
     * @param archives how many there are; null if their place cannot be looked at now, and {@code /api/waiting} says why
     * @param freeBytes what is left on that disk
     * @param lookedAt when this bundler last looked whether they are what they were; null if it has not, or if another one
     *     of the folder does
     * @param damaged how many were lost or damaged, as that bundler found, and are not yet packed again; {@code /api/waiting}
     *     says which and why
     * @param takenFolders ids whose place in {@code RDagentDB/production_bundles} holds something that is not Loopline's
     * @param sinceStart counters
     */
    public record Status(
            String service,
            String place,
            String folder,
            @Nullable Integer archives,
            long freeBytes,
            @Nullable Instant lookedAt,
            int damaged,
            Set<String> takenFolders,
            BundleCounters.Figures sinceStart) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Status status() throws IOException {
        return new Status(
                service,
                store.place(),
                store.workFolder().toString(),
                archives(),
                Files.getFileStore(store.workFolder()).getUsableSpace(),
                care.lookedAt().orElse(null),
                care.damages().size(),
                care.takenFolders(),
                counters.figures());
    }

    private @Nullable Integer archives() throws IOException {
        try {
            return store.list().size();
        } catch (BucketException e) {
            return null;
        }
    }
}
