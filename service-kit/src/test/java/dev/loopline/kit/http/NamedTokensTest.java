package dev.loopline.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.startup.StartupRefusedException;
import org.junit.jupiter.api.Test;

class NamedTokensTest {

    @Test
    void knowsEachTokenByItsName() {
        NamedTokens tokens = NamedTokens.parse("# people\nui abc==\nscripts  d:e,f\n");

        assertThat(tokens.nameOf("abc==")).contains("ui");
        assertThat(tokens.nameOf("d:e")).contains("scripts");
        assertThat(tokens.nameOf("f")).contains(NamedTokens.UNNAMED);
        assertThat(tokens.nameOf("ui")).isEmpty();
        assertThat(tokens.nameOf("")).isEmpty();
    }

    @Test
    void hasNoneWhenNothingIsSaid() {
        assertThat(NamedTokens.parse(" \n,").isEmpty()).isTrue();
        assertThat(NamedTokens.parse("one").isEmpty()).isFalse();
    }

    @Test
    void refusesWhatIsUnclear() {
        assertThatThrownBy(() -> NamedTokens.parse("a b c")).isInstanceOf(StartupRefusedException.class);
        assertThatThrownBy(() -> NamedTokens.parse("one\ntwo"))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("two tokens with the name 'default'");
    }

    /** Whatever is logged or shown of them. */
    @Test
    void showsNoToken() {
        // Given
        String secret = "s3cret-of-the-ui";

        // When
        NamedTokens tokens = NamedTokens.parse("ui " + secret);

        // Then
        assertThat(tokens.toString()).doesNotContain(secret);
        assertThat(tokens.nameOf(secret))
                .hasValueSatisfying(name -> assertThat(name).doesNotContain(secret));
        assertThatThrownBy(() -> NamedTokens.parse("ui " + secret + " more\nui " + secret))
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> NamedTokens.parse("ui " + secret + "\nui " + secret))
                .hasMessageNotContaining(secret);
    }
}
