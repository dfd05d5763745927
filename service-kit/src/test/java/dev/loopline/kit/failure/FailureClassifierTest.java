package dev.loopline.kit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureClassifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P01", "40001", "40P01", "55P03", "25006"})
    void waitsForTheDatabase(String sqlState) {
        assertThat(FailureClassifier.isTransient(new SQLException("x", sqlState)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22P02", "23505", "42703", "21000"})
    void givesUpOnWhatTheDatabaseRefuses(String sqlState) {
        assertThat(FailureClassifier.classify(new SQLException("x", sqlState)))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.reason()).isEqualTo("DATABASE_REFUSED_" + sqlState));
    }

    @Test
    void waitsForDisksAndNetworks() {
        assertThat(FailureClassifier.isTransient(new FileSystemException("f", null, "No space left on device")))
                .isTrue();
        assertThat(FailureClassifier.isTransient(new UncheckedIOException(new IOException("Connection reset"))))
                .isTrue();
        assertThat(FailureClassifier.isTransient(new CompletionException(new NotLeaderOrFollowerException("x"))))
                .isTrue();
        assertThat(FailureClassifier.isTransient(new NotYetException("still changing")))
                .isTrue();
    }

    @Test
    void waitsForRightsAndMounts() {
        assertThat(FailureClassifier.isTransient(new NoSuchFileException("f"))).isTrue();
        assertThat(FailureClassifier.isTransient(new NotDirectoryException("f")))
                .isTrue();
        assertThat(FailureClassifier.isTransient(new RuntimeException(new AccessDeniedException("f"))))
                .isTrue();
    }

    @Test
    void givesUpOnNamesThatNoDiskTakes() {
        assertThat(reason(new FileSystemException("f", null, "File name too long")))
                .isEqualTo("FILE_UNUSABLE");
        assertThat(reason(new FileSystemLoopException("f"))).isEqualTo("FILE_UNUSABLE");
    }

    @Test
    void waitsForABrokerThatDoesNotTakeThePassword() {
        assertThat(FailureClassifier.classify(new SaslAuthenticationException("wrong")))
                .isInstanceOf(Failure.Transient.class);
    }

    @Test
    void waitsForARightThatMayBeGivenLater() {
        assertThat(FailureClassifier.classify(new ExecutionException(new TopicAuthorizationException(Set.of("t")))))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.message()).contains("right", "topics t"));
        assertThat(FailureClassifier.isTransient(GroupAuthorizationException.forGroupId("g")))
                .isTrue();
        assertThat(FailureClassifier.isTransient(new ClusterAuthorizationException("no producer id")))
                .isTrue();
    }

    @Test
    void givesUpOnWhatTheBrokerRefuses() {
        assertThat(reason(new RecordTooLargeException())).isEqualTo("EVENT_TOO_LARGE");
        assertThat(reason(new InvalidTopicException("t"))).isEqualTo("BROKER_REFUSED");
    }

    @Test
    void takesWhatNobodyForesawForABug() {
        assertThat(reason(new IllegalStateException("x"))).isEqualTo("INTERNAL_ERROR");
        assertThat(reason(new RejectedException("MY_REASON", "m"))).isEqualTo("MY_REASON");
    }

    private static String reason(Throwable failure) {
        return ((Failure.Permanent) FailureClassifier.classify(failure)).reason();
    }
}
