package dev.loopline.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceCallsTest {

    @Test
    void sendsTheFirstOfSeveralTokens() {
        assertThat(ServiceCalls.firstToken("# mine\nme abc==\nui def\n")).contains("abc==");
        assertThat(ServiceCalls.firstToken(" one ")).contains("one");
        assertThat(ServiceCalls.firstToken("one,two")).contains("one");
        assertThat(ServiceCalls.firstToken(" \n")).isEmpty();
    }
}
