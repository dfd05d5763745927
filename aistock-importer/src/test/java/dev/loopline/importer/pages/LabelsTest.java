package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void nameTheSameValuesInBothLanguages() {
        // Columns are English already.
        assertThat(values(Language.ZH)).isEqualTo(values(Language.EN));
    }

    @Test
    void showAValueWithoutLabelAsItIs() {
        Frame frame = new Frame(Language.ZH, "", "", null, null);
        assertThat(frame.label("status", "success")).isEqualTo("成功");
        assertThat(frame.label("is_available", "true")).isEqualTo("是");
        assertThat(frame.label("status", "odd")).isEqualTo("odd");
        assertThat(frame.wordFor("field", "model_type")).isEqualTo("模型类型");
        assertThat(frame.wordFor("field", "odd")).isNull();
    }

    private static Set<String> values(Language language) {
        return Labels.read(language).stringPropertyNames().stream()
                .filter(name -> !name.startsWith("field."))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
