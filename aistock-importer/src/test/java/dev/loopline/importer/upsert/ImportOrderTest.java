package dev.loopline.importer.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImportOrderTest {

    @Test
    void comparesRevisionsFirstAndSequencesThen() {
        assertThat(new ImportOrder(2, 1)).isGreaterThan(new ImportOrder(1, 9));
        assertThat(new ImportOrder(1, 9)).isGreaterThan(new ImportOrder(1, 8));
        assertThat(new ImportOrder(1, 9)).isEqualByComparingTo(new ImportOrder(1, 9));
    }

    @Test
    void comparesSequencesWhereARevisionIsUnknown() {
        assertThat(new ImportOrder(0, 9)).isGreaterThan(new ImportOrder(5, 8));
        assertThat(new ImportOrder(0, 0).isUnknown()).isTrue();
    }
}
