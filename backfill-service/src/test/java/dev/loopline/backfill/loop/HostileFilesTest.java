package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of odd encodings, sizes and kinds: each ends as a note, and the loop has its result all the same. */
class HostileFilesTest extends ModelLoopFixture {

    private static final Charset GBK = Charset.forName("GBK");
    private static final long LARGE = 200L * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "null", "[]", "{}", "{\"factors\":", "\"text\"", "{\"factors\": 3}"})
    void writesEveryMetadataFileAnewThatSaysNothing(String content) throws IOException {
        // Given
        for (String name : List.of("factor_meta.json", "factor_perf.json", "feedback.json", "model_meta.json")) {
            loop.put(name, content);
        }

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.performance().ic()).isEqualTo(0.04);
        assertThat(loop.written("factor_meta.json").path("factors").isArray()).isTrue();
        assertThat(loop.written("feedback.json").path("summary").isObject()).isTrue();
        assertThat(codes(event)).contains("METADATA_BROKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsCsvJsonAndYamlWithAByteOrderMark(String charset) throws IOException {
        // Given
        putMarked("qlib_res.csv", ",0\r\nIC,0.0\r\nRank IC,0.05\r\n", charset);
        putMarked("feedback.json", json("{'decision':true,'hypothesis':'动量'}"), charset);
        putMarked("conf_baseline.yaml", "task: {model: {class: LGBModel}}\n", charset);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.performance().ic()).isEqualTo(0.0);
        assertThat(event.performance().metrics()).hasSize(2);
        assertThat(event.feedback().decision()).isTrue();
        assertThat(event.feedback().hypothesis()).isEqualTo("动量");
        assertThat(loop.written("model_meta.json").path("model_type").asText()).isEqualTo("LGBModel");
    }

    @Test
    void readsSourceFeedbackAndConfigurationInGbk() throws IOException {
        // Given
        String source = "# -*- coding: gbk -*-\n# 动量因子\ndef calculate_MOM_5D():\n    return '动量'\n";
        loop.put(LoopFixture.MAIN, "factor_MOM_5D.py", source.getBytes(GBK))
                .put(
                        LoopFixture.MAIN,
                        "feedback.json",
                        json("{'hypothesis':'动量有效'}").getBytes(GBK))
                .put(LoopFixture.MAIN, "conf.yaml", "task: {model: {class: 模型}}\n".getBytes(GBK));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.feedback().hypothesis()).isEqualTo("动量有效");
        assertThat(loop.written("model_meta.json").path("model_type").asText()).isEqualTo("模型");
        assertThat(loop.written("factor_meta.json").path("factors").findValuesAsText("name"))
                .contains("MOM_5D");
        assertThat(event.notes())
                .filteredOn(note -> note.code().equals("NOT_UTF8"))
                .hasSize(3);
    }

    @Test
    void readsAConfigurationAsPythonDoes() throws IOException {
        // Given
        loop.put("conf.yaml", """
                base: &base {lr: 1e-7, eps: 1.0e-7, on: yes}
                task:
                    model: {class: First}
                    model: {class: LGBModel, kwargs: {<<: *base, eps: .nan}}
                """);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json").path("model_conf");
        assertThat(model.toString())
                .isEqualTo(json("{'class':'LGBModel','kwargs':{'lr':'1e-7','eps':null,'true':true}}"));
        assertThat(codes(event)).contains("YAML_DUPLICATE_KEY", "VALUE_NOT_FINITE");
    }

    @Test
    void lists200MegabytesOfPythonWithoutReadingThemAsText() throws IOException {
        // Given
        for (String name : List.of("factor_huge.py", "model.py", "conf.yaml", "feedback.json")) {
            sparse(loop.file(name));
        }

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.files())
                .filteredOn(file -> file.path().equals("factor_huge.py"))
                .extracting(LoopFile::sizeBytes)
                .containsExactly(LARGE);
        assertThat(event.notes())
                .filteredOn(note -> note.code().equals("FILE_TOO_LARGE"))
                .extracting(note -> String.valueOf(note.subject()))
                .contains(LoopFixture.MAIN + "/factor_huge.py", LoopFixture.MAIN + "/conf.yaml");
        assertThat(codes(event)).contains("METADATA_NOT_WRITTEN");
        assertThat(Files.size(loop.file("feedback.json"))).isEqualTo(LARGE);
    }

    @Test
    void followsNoLinkOutOfTheWorkspace() throws IOException {
        // Given
        Path outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("factor_secret.py"), "def calculate_Secret():\n    pass\n");
        Files.createSymbolicLink(loop.file("factor_secret.py"), outside.resolve("factor_secret.py"));
        Files.createSymbolicLink(loop.file("mlruns"), outside);
        Files.delete(loop.file("qlib_res.csv"));
        Files.createSymbolicLink(loop.file("qlib_res.csv"), outside.resolve("factor_secret.py"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isFalse();
        assertThat(loop.written("factor_meta.json").path("factors")).isEmpty();
        assertThat(event.files()).noneMatch(file -> file.path().contains("secret"));
        assertThat(codes(event)).contains("LINK_NOT_FOLLOWED");
    }

    /** Root may read every file, so a folder stands where the file should be: it cannot be read or written by anybody. */
    @Test
    void saysThatAFileCannotBeReadOrWritten() throws IOException {
        // Given
        for (String name : List.of("factor_meta.json", "feedback.json", "conf.yaml", "factor.py", "model.py")) {
            Files.createDirectories(loop.file(name).resolve("inside"));
        }

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.metadata().factorMeta()).isNotNull();
        assertThat(event.notes())
                .filteredOn(note -> note.code().equals("METADATA_NOT_WRITTEN"))
                .extracting(note -> String.valueOf(note.subject()))
                .containsExactlyInAnyOrder(LoopFixture.MAIN + "/factor_meta.json", LoopFixture.MAIN + "/feedback.json");
        assertThat(loop.file("feedback.json")).isDirectory();
    }

    @Test
    void tellsApartTwoLoopsThatNameOneWorkspace() throws IOException {
        // Given
        LoopBackfilled first = loop.run(false);
        LoopFixture other = new LoopFixture(home, 2, "model");

        // When
        LoopBackfilled second = other.run(false);

        // Then
        assertThat(codes(first)).doesNotContain("FILE_OF_ANOTHER_LOOP");
        assertThat(codes(second)).contains("FILE_OF_ANOTHER_LOOP");
        assertThat(second.hasResult()).isTrue();
        assertThat(second.performance()).isEqualTo(first.performance());
        assertThat(String.valueOf(second.metadata().strategyMeta())).contains(LoopFixture.TASK + "_2");
        assertThat(loop.written("factor_meta.json").path("loop_id").asInt()).isEqualTo(2);
    }

    @Test
    void countsAFolderOnceThatTwoWorkspacesOfALoopName() throws IOException {
        // Given
        String folder = "git_ignore_folder/RD-Agent_workspace/" + LoopFixture.MAIN;
        Workspace one = Registrations.workspace(LoopFixture.MAIN, Workspace.EXPERIMENT, folder);
        Workspace same = Registrations.workspace("another-spelling", Workspace.SUB, folder);

        // When
        LoopBackfilled event = Backfilling.run(
                new HomeFolder(home), Registrations.of("t", 0, "model", false, List.of(one, same)), 100);

        // Then
        assertThat(event.files()).extracting(LoopFile::workspaceId).containsOnly(LoopFixture.MAIN);
        assertThat(codes(event)).contains("WORKSPACE_TWICE");
    }

    private void putMarked(String name, String text, String charset) throws IOException {
        loop.put(LoopFixture.MAIN, name, ("\uFEFF" + text).getBytes(Charset.forName(charset)));
    }

    /** A file of this size that takes no room on the disk. */
    private static void sparse(Path file) throws IOException {
        try (var channel = Files.newByteChannel(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.position(LARGE - 1).write(ByteBuffer.wrap("\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
