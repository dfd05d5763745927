package dev.loopline.backfill.stage;

import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.kit.consume.IntakeOptions;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.startup.StartupGate;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Finds out which home this is, before the service reads as the group of it. What is set counts; else what is kept in the home. */
@Singleton
class HomeNaming {

    /** After the home was checked, and before the channels connect. */
    private static final int BEFORE_CHANNELS = 450;

    /** As long as the watcher, which makes the id, waits for a home at its start. */
    private static final Duration PATIENCE = Duration.ofSeconds(65);

    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event, Instance<HomeIdentity> identity) {
        StartupGate.require(identity::get);
    }

    @Produces
    @Singleton
    HomeIdentity identity(HomeFolder home, @ConfigProperty(name = "loopline.home-id") Optional<String> configured) {
        return configured
                .filter(text -> !text.isBlank())
                .map(HomeIdentity::new)
                .orElseGet(() -> HomeIdentity.await(home.path(), PATIENCE));
    }

    @Produces
    @Singleton
    @Identifier(HomeIdentity.GROUP)
    Map<String, Object> group(
            HomeIdentity identity, @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        return identity.group(serviceName);
    }

    /** How registrations of this home are handed to the stage. */
    @Produces
    @Singleton
    IntakeOptions options(BackfillConfig config, HomeIdentity identity) {
        return IntakeOptions.perPartition(config.threads(), config.maxBatch()).ofHome(identity.id());
    }
}
