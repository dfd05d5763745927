package dev.loopline.kit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderTokensTest {

    private static TestProvider provider;

    @BeforeAll
    static void startProvider() {
        provider = new TestProvider();
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    static Stream<Map<String, Object>> placesOfARole() {
        String role = TestProvider.ROLE;
        return Stream.of(
                Map.of("roles", List.of("reader", role)),
                Map.of("groups", List.of(role)),
                Map.of("realm_access", Map.of("roles", List.of(role))),
                Map.of("scope", "openid " + role),
                Map.of("scp", List.of(role)),
                Map.of("scp", role));
    }

    @ParameterizedTest
    @MethodSource("placesOfARole")
    void acceptsATokenWithTheRoleWhereTheUsualProvidersWriteIt(Map<String, Object> claims) {
        assertThat(provider.tokens(Map.of()).judge(provider.token(claims)))
                .isEqualTo(new TokenVerdict.Accepted("oidc:ann"));
    }

    @Test
    void looksForTheRoleWhereItIsToldToAndNowhereElse() {
        ProviderTokens tokens = provider.tokens(Map.of("role-claim", "resource_access/loopline/roles"));
        Map<String, Object> there =
                Map.of("resource_access", Map.of("loopline", Map.of("roles", List.of(TestProvider.ROLE))));

        assertThat(tokens.judge(provider.token(there))).isInstanceOf(TokenVerdict.Accepted.class);
        assertRefused(tokens.judge(provider.token(TestProvider.WITH_ROLE)), 403, "ROLE_MISSING", TestProvider.ROLE);
    }

    @Test
    void refusesAnOwnerWithoutTheRole() {
        for (Map<String, Object> claims : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("roles", List.of("reader")),
                Map.of("scope", TestProvider.ROLE + "-not"),
                Map.of("realm_access", "roles"))) {
            assertRefused(
                    provider.tokens(Map.of()).judge(provider.token(claims)), 403, "ROLE_MISSING", TestProvider.ROLE);
        }
    }

    static Stream<Arguments> tokensThatDoNotCount() throws Exception {
        try (TestProvider another = new TestProvider()) {
            return Stream.of(
                    Arguments.of(provider.expired(), "has expired"),
                    Arguments.of(provider.forAnotherAudience(), "not meant for loopline"),
                    Arguments.of(provider.ofAnotherIssuer(), "not one of http"),
                    Arguments.of(another.token(TestProvider.WITH_ROLE), "not one of http"),
                    Arguments.of(provider.unsigned(), "neither a token of Loopline's nor a signed JWT"),
                    Arguments.of(provider.forged(), "signature"),
                    Arguments.of(provider.ofASharedWord(), "not signed with a private key"),
                    Arguments.of(cut(provider.token(TestProvider.WITH_ROLE)), "signature"),
                    Arguments.of("a.b.c", "neither"),
                    Arguments.of("", "neither"));
        }
    }

    @ParameterizedTest
    @MethodSource("tokensThatDoNotCount")
    void refusesATokenThatDoesNotCountAndSaysWhy(String token, String why) {
        assertRefused(provider.tokens(Map.of()).judge(token), 401, "TOKEN_MISSING_OR_WRONG", why);
    }

    @Test
    void asksTheProviderForNothingUntilATokenOfItsComes() {
        // Given
        ProviderTokens tokens = provider.tokens(Map.of());
        provider.requests();

        // When
        tokens.judge("a.b.c");
        tokens.judge(provider.expired());
        tokens.judge(provider.ofAnotherIssuer());
        int before = provider.requests();
        tokens.judge(provider.token(TestProvider.WITH_ROLE));
        tokens.judge(provider.token(TestProvider.WITH_ROLE));

        // Then
        assertThat(before).isZero();
        assertThat(provider.requests()).as("configuration and keys").isEqualTo(2);
    }

    @Test
    void refusesWhileTheProviderIsAwayAndWithoutQueuesBehindIt() {
        // Given
        TestProvider away = new TestProvider();
        String token = away.token(TestProvider.WITH_ROLE);
        ProviderTokens tokens = away.tokens(Map.of());
        away.close();

        // When
        TokenVerdict first = tokens.judge(token);
        long begin = System.nanoTime();
        TokenVerdict second = tokens.judge(token);

        // Then
        assertRefused(first, 401, "PROVIDER_SILENT", "cannot be had just now");
        assertThat(second).isEqualTo(first);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }

    private static String cut(String token) {
        return token.substring(0, token.length() - 12) + "AAAAAAAAAAAA";
    }

    private static void assertRefused(TokenVerdict verdict, int status, String code, String words) {
        assertThat(verdict).asInstanceOf(type(TokenVerdict.Refused.class)).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.detail()).contains(words);
        });
    }
}
