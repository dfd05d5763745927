package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A newer Kafka may have raised the data's level after the folder was formatted; only Kafka's own log tells then. */
class NewerMetadataIT {

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void refusesWhatItCannotReadInsteadOfWaitingForEver() throws Exception {
        // Given
        EmbeddedKafka.start(KafkaOptions.in(folder)).close();
        appendMetadata(
                new FeatureLevelRecord().setName(MetadataVersion.FEATURE_NAME).setFeatureLevel((short) 999));

        // When
        assertRefused();

        // Then nothing of it is left that would give the next start another reason
        assertRefused();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(folder)))
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.INCOMPATIBLE_DATA));
    }

    private void appendMetadata(FeatureLevelRecord message) throws Exception {
        Path log = folder.resolve("log").resolve("__cluster_metadata-0");
        Path segment;
        try (var files = Files.list(log)) {
            segment = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
        try (FileRecords records = FileRecords.open(segment.toFile(), true)) {
            RecordBatch last = records.lastBatch().orElseThrow();
            records.append(MemoryRecords.withRecords(
                    last.nextOffset(),
                    Compression.NONE,
                    last.partitionLeaderEpoch(),
                    new SimpleRecord(null, serialized(message))));
        }
    }

    private static byte[] serialized(FeatureLevelRecord message) {
        ApiMessageAndVersion record = new ApiMessageAndVersion(message, (short) 0);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(MetadataRecordSerde.INSTANCE.recordSize(record, cache));
        MetadataRecordSerde.INSTANCE.write(record, cache, new ByteBufferAccessor(bytes));
        return bytes.array();
    }
}
