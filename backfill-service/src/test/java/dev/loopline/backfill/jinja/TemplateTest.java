package dev.loopline.backfill.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final Variables SOME = new Variables(
            Map.of("lr", "0.01", "empty", "", "kind", "Tabular"),
            Set.of("unset"),
            Set.of("always"),
            Map.of("last", "2020-08-01"));

    /** As Jinja fills them in; a mark stands for what is not known. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{{ lr }} ~ 0.01",
                "{{- lr -}} ~ 0.01",
                "a{{ unset }}b ~ ab",
                "{{ unset | default('x') }} ~ x",
                "{{ empty | default('x') }}. ~ .",
                "{{ empty | default('x', true) }} ~ x",
                "{{ empty | d('it\\'s', true) }} ~ it's",
                "{{ lr | default(\"x\", true) }} ~ 0.01",
                "{{ nowhere | default(\"2008-01-01\", true) }} ~ 2008-01-01",
                "{{ always | default('x') }} ~ ?",
                "{{ nowhere }} ~ ?",
                "{{ last | default(\"null\", true) }} ~ 2020-08-01",
                "{{ last | default('2021-02-26', true) }} ~ 2021-02-26",
                "{% if lr %}yes{% else %}no{% endif %} ~ yes",
                "{% if unset %}yes{% else %}no{% endif %} ~ no",
                "{% if unset %}yes{% elif kind == 'Tabular' %}table{% else %}no{% endif %} ~ table",
                "{% if not unset and (lr or unset) %}yes{% endif %} ~ yes",
                "{% if lr is defined %}a{% endif %}{% if unset is not defined %}b{% endif %} ~ ab",
                "{% if nowhere %}step: {{ nowhere }}{% endif %} ~ step: ?",
                "{% if unset %}{% if lr %}deep{% endif %}{{ lr }}{% endif %}. ~ .",
                "{{ 'a' if lr else 'b' }} ~ a",
                "{% set days = 20 %}{{ days }} ~ 20",
                "{% raw %}{{ lr }}{% endraw %} ~ {{ lr }}",
                "{# {{ lr }} #}x ~ x",
                "{{ kind | upper | trim }} ~ TABULAR",
                "{{ lr.__class__ }} ~ ?",
                "{{ lr() }} ~ ?",
                "{% for a in lr %}x{% endfor %} ~ x",
                "{{ lr ~ {{ lr",
                "{a: 1} ~ {a: 1}",
            })
    void fillsAsJinjaDoes(String template, String filled) {
        // When
        Filled result = Template.fill(template, SOME);

        // Then
        assertThat(result.text().replaceAll("__loopline_placeholder_\\d+__", "?"))
                .isEqualTo(filled);
    }

    @Test
    void namesTheExpressionOfEachMark() {
        // When
        Filled result = Template.fill("{{ lr }} {{ one }} {{ two | default(one) }}", SOME);

        // Then
        assertThat(result.expressions()).containsExactly("one", "two | default(one)");
        assertThat(result.expressionIn("x __loopline_placeholder_1__")).contains("two | default(one)");
        assertThat(result.expressionIn("__loopline_placeholder_7__")).isEmpty();
        assertThat(Template.variable("two | default(one)")).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{", "{%", "{#", "{{ lr }}", "{% if x %}{% endif %}", "{{ ((((((((((", "{{ '\\", "{% raw %}"})
    void takesTimeByTheLengthOfTheText(String piece) {
        // Given
        String text = piece.repeat(1_000_000 / piece.length());

        // Then
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Template.fill(text, SOME));
    }

    @Test
    void refusesATextThatGrowsBeyondItsLimit() {
        // Given
        Variables large = new Variables(Map.of("x", "y".repeat(100_000)), Set.of(), Set.of(), Map.of());

        // Then
        assertThatThrownBy(() -> Template.fill("{{ x }}".repeat(100), large))
                .isInstanceOf(Template.TooLargeException.class);
        assertThatThrownBy(() -> Template.fill("{% if x %}".repeat(100), large))
                .isInstanceOf(Template.TooLargeException.class);
    }

    @Test
    void putsWhatARunRecordedBeforeWhatIsKnownOtherwise() {
        // Given
        Variables ran = new Variables(Map.of("lr", "0.5"), Set.of("kind"), Set.of(), Map.of());

        // When
        Variables both = ran.before(SOME);

        // Then
        assertThat(both.known()).containsEntry("lr", "0.5").doesNotContainKey("kind");
        assertThat(both.absent()).contains("kind", "unset");
    }
}
