package dev.loopline.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.access.BrokerRight.Need;
import dev.loopline.contracts.access.BrokerRight.Resource;
import dev.loopline.contracts.codec.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerRightsTest {

    @ParameterizedTest
    @ValueSource(strings = {"docs/operations.md", "docs/zh-CN/cluster.md"})
    void standInTheDocumentAsTheyAreHere(String document) throws IOException {
        List<String> written = Files.readAllLines(Path.of("..").resolve(document)).stream()
                .filter(line -> line.matches("\\| `[a-z-]+` \\| (READ|WRITE|DESCRIBE|DESCRIBE_CONFIGS) \\|.*"))
                .map(line -> line.replaceAll("^\\| | \\|$", ""))
                .toList();

        assertThat(written).isEqualTo(rows());
    }

    @Test
    void letEachServiceWriteItsOwnDeadLettersAndOneTopicOfEvents() {
        for (String service : BrokerRights.holders()) {
            List<String> writes = BrokerRights.of(service).stream()
                    .filter(right -> right.operation() == BrokerRight.Operation.WRITE && right.need() == Need.ALWAYS)
                    .map(BrokerRight::name)
                    .toList();
            if (!service.equals(BrokerRights.COMMANDS)) {
                assertThat(writes).hasSize(2).contains(Topics.deadLetter(service));
                assertThat(writes).filteredOn(Topics.events()::contains).hasSize(1);
            }
        }
    }

    @Test
    void knowNothingOfAServiceThatIsNotThere() {
        assertThat(BrokerRights.of("nobody")).isEmpty();
        assertThat(BrokerRights.topics("nobody")).isEmpty();
    }

    /** One row for each holder, operation, kind of thing and need. */
    private static List<String> rows() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String holder : BrokerRights.holders()) {
            for (BrokerRight right : BrokerRights.of(holder)) {
                String thing = right.resource().name().toLowerCase(Locale.ROOT);
                String row = "`" + holder + "` | " + right.operation() + " | " + thing + " | "
                        + (right.need() == Need.ALWAYS ? "1" : "2");
                names.computeIfAbsent(row, unused -> new ArrayList<>()).add("`" + right.name() + "`");
            }
        }
        assertThat(Resource.values()).hasSize(3);
        return names.entrySet().stream()
                .map(entry -> entry.getKey() + " | " + String.join(", ", entry.getValue()))
                .toList();
    }
}
