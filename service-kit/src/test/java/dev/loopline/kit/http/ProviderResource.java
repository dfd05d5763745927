package dev.loopline.kit.http;

import dev.loopline.kit.oidc.TestProvider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a provider of OpenID Connect, configures it, and hands tokens to the test as configuration. */
public final class ProviderResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable TestProvider provider;

    @Override
    public Map<String, String> start() {
        provider = new TestProvider();
        Map<String, String> configuration = new HashMap<>();
        provider.settings().forEach((name, value) -> configuration.put("loopline.oidc." + name, value));
        configuration.put("test.token.right", provider.token(TestProvider.WITH_ROLE));
        configuration.put("test.token.reader", provider.token(Map.of("roles", List.of("reader"))));
        configuration.put("test.token.expired", provider.expired());
        configuration.put("test.token.audience", provider.forAnotherAudience());
        configuration.put("test.token.issuer", provider.ofAnotherIssuer());
        configuration.put("test.token.none", provider.unsigned());
        return configuration;
    }

    @Override
    public void stop() {
        if (provider != null) {
            provider.close();
        }
    }
}
