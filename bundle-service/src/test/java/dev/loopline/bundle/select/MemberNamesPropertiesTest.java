package dev.loopline.bundle.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

class MemberNamesPropertiesTest {

    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.%/";

    @SeededTest(samples = 300)
    void everyNameIsGivenOnce(RandomValues random) {
        // Given
        List<String> wanted = random.list(0, 30, () -> random.text(1, 3, "aA/äÄ\u0308"));
        MemberNames names = new MemberNames(List.of("a"));
        List<String> given = new ArrayList<>(List.of("a"));

        // When
        wanted.forEach(name -> given.add(
                Normalizer.normalize(names.give(name, "p"), Normalizer.Form.NFC).toLowerCase(Locale.ROOT)));

        // Then
        assertThat(given).doesNotHaveDuplicates();
    }

    @SeededTest(samples = 300)
    void aFolderNameIsOneSegment(RandomValues random) {
        String folder =
                MemberNames.folderName(random.orEdgeCase(List.of(".", "..", "/", "\\"), () -> random.text(255)));

        assertThat(folder).isNotEmpty().isNotIn(".", "..").doesNotContain("/", "\\", "\u0000");
    }

    @SeededTest(samples = 300)
    void differentIdsGetDifferentFolders(RandomValues random) {
        // Given: two ids; the second is often what the first is in file names
        String one = random.text(0, 255, ID_CHARACTERS);
        String other = random.oneOf(List.of(MemberNames.folderName(one), random.text(0, 255, ID_CHARACTERS)));

        // When
        boolean same = MemberNames.folderName(one).equals(MemberNames.folderName(other));

        // Then
        assertThat(same).isEqualTo(one.equals(other));
    }
}
