package dev.loopline.bundle.stage;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where the bundler reads and writes. */
@ConfigMapping(prefix = "loopline")
public interface BundleConfig {

    /** The RD-Agent home: the folder that holds {@code log}, {@code git_ignore_folder} and {@code RDagentDB}. Required. */
    Optional<Path> rdagentHome();

    /** Settings of the archives. */
    Archives bundle();

    /** Settings of the archives. */
    interface Archives {

        /**
         * The folder of the archives. Default: {@code production_bundles} in the RD-Agent home, where the initialisation
         * guide looks for them. All bundlers that share a consumer group must share the folder.
         */
        Optional<Path> folder();
    }
}
