package dev.loopline.watcher.bookkeeping;

import dev.loopline.kit.position.PositionStore;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets what comes back be read on from where it is in the registry. */
@Singleton
@Identifier(PositionSeeker.NAME)
class PositionSeeker extends dev.loopline.kit.position.PositionSeeker {

    static final String NAME = "positions-of-the-registry";

    PositionSeeker(ReadProgress progress, PositionStore store, TopicIds topics) {
        super(progress, store, topics);
    }

    void onStop(@Observes @Priority(1) ShutdownEvent event) {
        stop();
    }
}
