package dev.loopline.kit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;

/** A provider of OpenID Connect on a free port, and the tokens that it and others make. */
public final class TestProvider implements AutoCloseable {

    public static final String AUDIENCE = "loopline";
    public static final String ROLE = "loopline-operator";
    public static final Map<String, Object> WITH_ROLE = Map.of("roles", List.of("reader", ROLE));

    private static final String REALM = "desk";
    private static final Duration HOUR = Duration.ofHours(1);

    private final MockOAuth2Server server = new MockOAuth2Server();

    public TestProvider() {
        server.start(InetAddress.getLoopbackAddress(), 0);
        awaken();
    }

    /** Its first answers take seconds on a busy machine, while its classes are loaded. */
    private void awaken() {
        try {
            HttpClient client = HttpClient.newHttpClient();
            for (String path : List.of("/.well-known/openid-configuration", "/jwks")) {
                client.send(
                        HttpRequest.newBuilder(URI.create(issuer() + path)).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI issuer() {
        return server.issuerUrl(REALM).uri();
    }

    public Map<String, String> settings() {
        return Map.of("issuer", issuer().toString(), "audience", AUDIENCE, "role", ROLE);
    }

    ProviderTokens tokens(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(more);
        return new ProviderTokens(
                ProviderSettings.read(name -> Optional.ofNullable(settings.get(name)))
                        .orElseThrow(),
                Clock.systemUTC());
    }

    /** A token that counts, with these claims. */
    public String token(Map<String, Object> claims) {
        return token(REALM, AUDIENCE, claims, HOUR);
    }

    public String expired() {
        return token(REALM, AUDIENCE, WITH_ROLE, HOUR.negated());
    }

    public String forAnotherAudience() {
        return token(REALM, "another-program", WITH_ROLE, HOUR);
    }

    /** Of another realm of the same provider. */
    public String ofAnotherIssuer() {
        return token("another-realm", AUDIENCE, WITH_ROLE, HOUR);
    }

    public String unsigned() {
        return new PlainJWT(claims()).serialize();
    }

    /** Signed with a key that is not the provider's, but has its name. */
    public String forged() throws JOSEException, ParseException {
        String kid = SignedJWT.parse(token(WITH_ROLE)).getHeader().getKeyID();
        RSAKey own = new RSAKeyGenerator(2048).keyID(kid).generate();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(), claims());
        jwt.sign(new RSASSASigner(own));
        return jwt.serialize();
    }

    /** Signed with a word that both sides would have to know, as what is public of a key is. */
    public String ofASharedWord() throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims());
        jwt.sign(new MACSigner("a word that is long enough to be one".getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    /** How often it was asked for something. */
    int requests() {
        int requests = 0;
        try {
            while (server.takeRequest(1, TimeUnit.MILLISECONDS) != null) {
                requests++;
            }
        } catch (RuntimeException e) {
            return requests; // none is left
        }
        return requests;
    }

    @Override
    public void close() {
        server.shutdown();
    }

    private String token(String realm, String audience, Map<String, Object> claims, Duration life) {
        return server.issueToken(
                        realm,
                        "a-client",
                        new DefaultOAuth2TokenCallback(
                                realm, "ann", "JWT", List.of(audience), claims, life.toSeconds()))
                .serialize();
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .audience(AUDIENCE)
                .subject("eve")
                .claim("roles", List.of(ROLE))
                .expirationTime(Date.from(Instant.now().plus(HOUR)))
                .build();
    }
}
