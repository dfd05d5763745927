package dev.loopline.cli.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.embedded.KafkaAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportBundleTest {

    private static final String DATABASE_PASSWORD = "b8Kq0xZs7mWv4tYp2nRu";

    @TempDir
    Path folder;

    @Test
    void holdsLogsSettingsAndNamesOfFilesButNoSecret() throws IOException {
        // Given
        DataFolder data = new DataFolder(folder.resolve("data"));
        Files.createDirectories(data.logs());
        Files.writeString(data.root().resolve("database-password"), DATABASE_PASSWORD + "\n");
        String brokerPassword = brokerPassword(data);
        Files.writeString(
                data.log("aistock-importer"),
                "connected with " + DATABASE_PASSWORD + "\nsasl " + brokerPassword
                        + "\nAuthorization: Bearer abc.def-ghi\njdbc:postgresql://loop:hunter22@db/aistock\n"
                        + "{\"api_key\": \"sk-123456789\"}\nloops 12\n");
        Map<String, String> environment = Map.of(
                "LOOPLINE_HTTP_TOKEN", "token-of-the-user",
                "LOOPLINE_WATCHER_QUIET", "2s",
                "OPENAI_API_KEY", "sk-of-the-user",
                "HOME", "/home/user");
        SupportBundle bundle = new SupportBundle(data, environment);
        bundle.add("status.json", "{\"token\": \"token-of-the-user\"}");

        // When
        Path file = folder.resolve("support.zip");
        bundle.write(file);

        // Then
        Map<String, String> content = content(file);
        assertThat(content.keySet())
                .containsExactlyInAnyOrder("status.json", "settings.txt", "files.txt", "logs/aistock-importer.log");
        assertThat(content.get("settings.txt"))
                .contains("LOOPLINE_WATCHER_QUIET=2s", "LOOPLINE_HTTP_TOKEN=***")
                .doesNotContain("HOME", "OPENAI");
        assertThat(content.get("logs/aistock-importer.log")).contains("connected with ***", "loops 12");
        assertThat(content.get("files.txt")).contains("database-password", "logs/aistock-importer.log");
        assertThat(content.values())
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(
                                DATABASE_PASSWORD,
                                brokerPassword,
                                "abc.def-ghi",
                                "hunter22",
                                "sk-123456789",
                                "token-of-the-user",
                                "sk-of-the-user"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static String brokerPassword(DataFolder data) throws IOException {
        String settings =
                KafkaAccess.of(data.broker()).clientSettings("127.0.0.1:1").toString();
        return settings.replaceAll("(?s).*password=\"([^\"]+)\".*", "$1");
    }

    private static Map<String, String> content(Path zip) throws IOException {
        Map<String, String> content = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                content.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }
}
