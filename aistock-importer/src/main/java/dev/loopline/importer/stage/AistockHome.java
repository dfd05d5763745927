package dev.loopline.importer.stage;

import dev.loopline.kit.startup.StartupRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders of AIstock that the importer writes to.
 *
 * @param root AIstock's home
 */
public record AistockHome(Path root) {

    /** {@code rdagent_assets/bundles} */
    public Path bundles() {
        return root.resolve("rdagent_assets").resolve("bundles");
    }

    /** {@code rdagent_assets/production_bundles}: where AIstock's own code looks for extracted bundles */
    public Path productionBundles() {
        return root.resolve("rdagent_assets").resolve("production_bundles");
    }

    /** {@code rdagent_data} */
    public Path catalogs() {
        return root.resolve("rdagent_data");
    }

    /** Makes the folders; throws {@link StartupRefusedException} if that cannot be. */
    void prepare() {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new StartupRefusedException(
                    root + " is not a folder; set LOOPLINE_AISTOCK_HOME to the folder of AIstock");
        }
        try {
            Files.createDirectories(bundles());
            Files.createDirectories(catalogs());
            Files.delete(Files.createTempFile(bundles(), ".writable", ""));
            Files.delete(Files.createTempFile(catalogs(), ".writable", ""));
        } catch (IOException e) {
            throw new StartupRefusedException(
                    root + " cannot be written (" + e + "); set LOOPLINE_AISTOCK_HOME to a folder that can", e);
        }
    }
}
