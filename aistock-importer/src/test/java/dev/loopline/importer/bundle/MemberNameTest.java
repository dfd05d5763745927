package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemberNameTest {

    @Test
    void allowsWhatABundlerPutsBelowTheFolderOfAFurtherWorkspace() {
        assertThatCode(() -> MemberName.check("workspaces/ws/" + "d/".repeat(31) + "f.py"))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesWhatLiesDeeper() {
        assertThatThrownBy(() -> MemberName.check("workspaces/ws/" + "d/".repeat(32) + "f.py"))
                .isInstanceOfSatisfying(
                        ArchiveRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo("TOO_DEEP"));
    }
}
