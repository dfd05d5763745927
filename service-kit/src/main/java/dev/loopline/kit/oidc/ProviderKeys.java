package dev.loopline.kit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The provider's keys. Its configuration is asked for when the first token comes, and kept; keys are kept for five minutes, and
 * fetched anew when a token names one that is not known, but not more often than twice in 30 seconds. A provider that does not
 * answer is asked again after five seconds, so that calls do not queue up behind it. Safe for all threads.
 */
final class ProviderKeys {

    /** Signatures that only the holder of a private key can make. */
    static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

    private static final int TIMEOUT_MS = 10_000;
    private static final int LARGEST_ANSWER = 512 * 1024;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final URI issuer;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, LARGEST_ANSWER);
    private @Nullable JWSVerificationKeySelector<SecurityContext> selector;
    private @Nullable IOException failure;
    private long failedAt;

    ProviderKeys(URI issuer) {
        this.issuer = issuer;
    }

    /** @throws IOException if the provider does not say where its keys are */
    synchronized JWSVerificationKeySelector<SecurityContext> selector() throws IOException {
        if (selector != null) {
            return selector;
        }
        if (failure != null && System.nanoTime() - failedAt < PAUSE.toNanos()) {
            throw new IOException(failure.getMessage(), failure);
        }
        try {
            JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                            discoverKeys().toURL(), retriever)
                    .refreshAheadCache(false)
                    .build();
            selector = new JWSVerificationKeySelector<>(ALGORITHMS, keys);
            return selector;
        } catch (IOException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private URI discoverKeys() throws IOException {
        String base = issuer.toString().replaceFirst("/$", "");
        try {
            Map<String, Object> configuration = JSONObjectUtils.parse(retriever
                    .retrieveResource(URI.create(base + "/.well-known/openid-configuration")
                            .toURL())
                    .getContent());
            String named = JSONObjectUtils.getString(configuration, "issuer");
            if (!issuer.toString().equals(named)) {
                throw new IOException("it calls itself " + named);
            }
            URI keys = JSONObjectUtils.getURI(configuration, "jwks_uri");
            if (keys == null || !ProviderSettings.isSafe(keys)) {
                throw new IOException("it names no safe place of its keys: " + keys);
            }
            return keys;
        } catch (ParseException | IllegalArgumentException e) {
            throw new IOException("its configuration cannot be read: " + e.getMessage(), e);
        }
    }

    private static Set<JWSAlgorithm> algorithms() {
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(JWSAlgorithm.Family.EC);
        algorithms.remove(JWSAlgorithm.ES256K); // the JDK has no such curve
        return Set.copyOf(algorithms);
    }
}
