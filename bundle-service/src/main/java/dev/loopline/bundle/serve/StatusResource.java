package dev.loopline.bundle.serve;

import dev.loopline.bundle.stage.BundleCounters;
import dev.loopline.bundle.store.BundleStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this bundler did since it started, and what lies in its folder. */
@Path("/api/status")
public class StatusResource {

    private final BundleStore store;
    private final BundleCounters counters;
    private final String service;

    StatusResource(
            BundleStore store,
            BundleCounters counters,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.store = store;
        this.counters = counters;
        this.service = service;
    }

    /**
     * @param service {@code bundle-service}
     * @param folder where the archives are
     * @param archives how many there are
     * @param freeBytes what is left on that disk
     * @param sinceStart counters
     */
    public record Status(
            String service, String folder, int archives, long freeBytes, BundleCounters.Figures sinceStart) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Status status() throws IOException {
        return new Status(
                service,
                store.folder().toString(),
                store.list().size(),
                Files.getFileStore(store.folder()).getUsableSpace(),
                counters.figures());
    }
}
