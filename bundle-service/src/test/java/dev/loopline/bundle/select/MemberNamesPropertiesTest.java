package dev.loopline.bundle.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class MemberNamesPropertiesTest {

    @Property(tries = 300)
    void everyNameIsGivenOnce(
            @ForAll @Size(max = 30)
                    List<@Chars({'a', 'A', '/', 'ä', 'Ä', '\u0308'}) @StringLength(min = 1, max = 3) String> wanted) {
        MemberNames names = new MemberNames(List.of("a"));
        List<String> given = new ArrayList<>(List.of("a"));

        wanted.forEach(name -> given.add(
                Normalizer.normalize(names.give(name, "p"), Normalizer.Form.NFC).toLowerCase(Locale.ROOT)));

        assertThat(given).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void aFolderNameIsOneSegment(@ForAll String text) {
        String folder = MemberNames.folderName(text);

        assertThat(folder).isNotEmpty().isNotIn(".", "..").doesNotContain("/", "\\", "\u0000");
    }

    @Property(tries = 300)
    void differentIdsGetDifferentFolders(
            @ForAll @AlphaChars @Chars({'.', '%', '/'}) String one,
            @ForAll @AlphaChars @Chars({'.', '%', '/'}) String other) {
        boolean same = MemberNames.folderName(one).equals(MemberNames.folderName(other));

        assertThat(same).isEqualTo(one.equals(other));
    }
}
