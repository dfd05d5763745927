package dev.loopline.watcher.status;

import dev.loopline.watcher.topic.TopicWatch;
import dev.loopline.watcher.watch.WatchBoard;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive: the watch loop moved lately. Ready: the home and the registry can be worked with, and the topic is known. */
@Singleton
public class WatcherHealth {

    /** The content of one very large loop may take minutes to read. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(10);

    private final WatchBoard board;
    private final TopicWatch topic;

    WatcherHealth(WatchBoard board, TopicWatch topic) {
        this.board = board;
        this.topic = topic;
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck moving() {
        return () -> HealthCheckResponse.named("watch loop moves")
                .status(board.sinceHeartbeat().compareTo(LONGEST_STEP) < 0)
                .withData("seconds since it moved", board.sinceHeartbeat().toSeconds())
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck usable() {
        return () -> {
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("home and registry")
                    .status(board.problem().isEmpty());
            board.problem().ifPresent(problem -> answer.withData("problem", problem));
            return answer.build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck comparedWithTheTopic() {
        return () -> {
            Optional<String> closed = topic.closed();
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("registry and topic").status(closed.isEmpty());
            closed.ifPresent(problem -> answer.withData("problem", problem));
            return answer.build();
        };
    }
}
