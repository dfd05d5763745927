package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.loopline.contracts.codec.Json;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void isThatOfTheStandard() {
        assertThat(Sha256.of(new byte[0]).hex()).isEqualTo(EMPTY);
    }

    @Test
    void feedingPieceByPieceGivesTheSame() {
        // Given
        MessageDigest digest = Sha256.newDigest();

        // When
        digest.update((byte) 'a');
        digest.update((byte) 'b');

        // Then
        assertThat(Sha256.finish(digest)).isEqualTo(Sha256.of(new byte[] {'a', 'b'}));
    }

    @Test
    void isPlainTextInJson() throws Exception {
        String json = Json.mapper().writeValueAsString(new Sha256(EMPTY));

        assertThat(json).isEqualTo('"' + EMPTY + '"');
        assertThat(Json.mapper().readValue(json, Sha256.class)).isEqualTo(new Sha256(EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e3", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"})
    void refusesWhatIsNoDigest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sha256(text));
    }
}
