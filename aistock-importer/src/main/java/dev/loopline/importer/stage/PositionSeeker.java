package dev.loopline.importer.stage;

import dev.loopline.importer.position.PositionTable;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets the topic be read on from where it is in AIstock's database. */
@Singleton
@Identifier(PositionSeeker.NAME)
class PositionSeeker extends dev.loopline.kit.position.PositionSeeker {

    static final String NAME = "positions-of-the-database";

    PositionSeeker(ReadProgress progress, PositionTable table, TopicIds topics) {
        super(progress, table, topics);
    }

    void onStop(@Observes @Priority(1) ShutdownEvent event) {
        stop();
    }
}
