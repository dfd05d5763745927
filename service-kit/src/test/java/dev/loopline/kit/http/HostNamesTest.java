package dev.loopline.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private static final List<String> CONFIGURED = List.of("loopline.example.org");

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "::1",
                "[::1]",
                "[fe80::1%eth0]",
                "localhost",
                "LOCALHOST",
                "localhost.",
                "quant-pc",
                "quant-pc.local",
                "a.svc",
                "nas.home.arpa",
                "host.docker.internal",
                "Loopline.Example.org",
                "loopline.example.org."
            })
    void trustsAddressesPrivateAndConfiguredNames(String host) {
        assertThat(HostNames.isTrusted(host, CONFIGURED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example",
                "localhost.example",
                "127.0.0.1.nip.io",
                "www.loopline.example.org",
                "local.com",
                "a.b."
            })
    void refusesNamesThatCanBeRegistered(String host) {
        assertThat(HostNames.isTrusted(host, CONFIGURED)).isFalse();
    }

    @Test
    void refusesANameThatOnlyBeginsLikeAnAddress() {
        assertThat(HostNames.isTrusted("1.2.3.4x.example", List.of())).isFalse();
    }
}
