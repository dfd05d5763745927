package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.event.EventType;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void eventTopicsAreThoseOfTheDesign() {
        assertThat(Topics.events())
                .containsExactly(
                        "rdagent.workspace-registered",
                        "rdagent.loop-backfilled",
                        "rdagent.bundle-created",
                        "rdagent.catalog-updated",
                        "aistock.loop-imported");
    }

    @Test
    void topicLeadsToItsType() {
        assertThat(EventType.values())
                .allSatisfy(type -> assertThat(EventType.ofTopic(type.topic())).contains(type));
        assertThat(EventType.ofTopic("loopline.dead-letter.bundle-service")).isEmpty();
    }

    @Test
    void deadLettersHaveATopicPerService() {
        assertThat(Topics.deadLetter("bundle-service")).isEqualTo("loopline.dead-letter.bundle-service");
        assertThat(Topics.isDeadLetter("loopline.dead-letter.bundle-service")).isTrue();
        assertThat(Topics.events()).noneMatch(Topics::isDeadLetter);
    }
}
