package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdAgentEnvironmentTest {

    @TempDir
    Path home;

    @Test
    void readsNamesWithoutRegardToCaseAndVariablesFirst() throws IOException {
        // Given
        Files.writeString(home.resolve(".env"), "\uFEFFworkspace_path=a\r\nLog_Trace_Path=b\r\nEMPTY=\r\n");

        // When
        RdAgentEnvironment environment = RdAgentEnvironment.read(home, Map.of("WORKSPACE_PATH", "c"));

        // Then
        assertThat(environment.get("WORKSPACE_PATH")).contains("c");
        assertThat(environment.get("LOG_TRACE_PATH")).contains("b");
        assertThat(environment.get("EMPTY")).isEmpty();
        assertThat(environment.remark()).isEmpty();
    }

    @Test
    void saysThatTheFileCannotBeRead() throws IOException {
        // Given
        Files.createDirectory(home.resolve(".env"));

        // When
        RdAgentEnvironment environment = RdAgentEnvironment.read(home, Map.of("A", "1"));

        // Then
        assertThat(environment.get("A")).contains("1");
        assertThat(environment.remark()).contains(".env").contains("it is no file");
    }

    @Test
    void missingFileNeedsNoRemark() {
        assertThat(RdAgentEnvironment.read(home, Map.of()).remark()).isEmpty();
    }
}
