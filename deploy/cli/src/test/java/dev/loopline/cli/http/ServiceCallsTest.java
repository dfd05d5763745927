package dev.loopline.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceCallsTest {

    @Test
    void readsTokensWithAndWithoutNames() {
        assertThat(ServiceCalls.tokens("# mine\nme abc==\nui def\n")).containsExactly("abc==", "def");
        assertThat(ServiceCalls.tokens(" one ")).containsExactly("one");
        assertThat(ServiceCalls.tokens("one,two")).containsExactly("one", "two");
        assertThat(ServiceCalls.tokens(" \n")).isEmpty();
    }
}
