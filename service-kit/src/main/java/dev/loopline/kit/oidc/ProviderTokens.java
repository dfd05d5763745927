package dev.loopline.kit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Optional;

/**
 * Judges tokens of a provider: JWTs that it signed, for this audience, that have not expired and whose owner has the role. Makes no
 * call to the provider for a token that does not even claim to be one of those. Safe for all threads.
 */
public final class ProviderTokens {

    /** The JDK's own, because the command line has no other. */
    private static final System.Logger LOG = System.getLogger(ProviderTokens.class.getName());

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt"); // RFC 9068

    private final ProviderSettings settings;
    private final ClaimRules rules;
    private final ProviderKeys keys;

    public ProviderTokens(ProviderSettings settings, Clock clock) {
        this.settings = settings;
        this.rules = new ClaimRules(settings, clock);
        this.keys = new ProviderKeys(settings.issuer());
    }

    /** Blocks while the provider is asked for its keys, for some seconds at most. */
    public TokenVerdict judge(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            Optional<String> fault = rules.fault(jwt.getJWTClaimsSet());
            if (fault.isEmpty()
                    && !ProviderKeys.ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
                fault = Optional.of("it is not signed with a private key");
            }
            return fault.isPresent() ? invalid(fault.get()) : judge(jwt);
        } catch (ParseException e) {
            return invalid("it is neither a token of Loopline's nor a signed JWT");
        }
    }

    private TokenVerdict judge(SignedJWT jwt) {
        try {
            JWTClaimsSet claims = processor().process(jwt, null);
            return rules.hasRole(claims)
                    ? new TokenVerdict.Accepted("oidc:" + ClaimRules.owner(claims))
                    : new TokenVerdict.Refused(
                            403,
                            "ROLE_MISSING",
                            "the token is valid, but its owner has not got the role or scope '" + settings.role()
                                    + "'");
        } catch (BadJWTException e) {
            return invalid(String.valueOf(e.getMessage()));
        } catch (BadJOSEException e) {
            return invalid("its signature is not one of the provider's");
        } catch (KeySourceException | IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A token could not be judged. issuer={0} failure={1}",
                    settings.issuer(),
                    e.getMessage());
            return new TokenVerdict.Refused(
                    401,
                    "PROVIDER_SILENT",
                    "the token cannot be judged, because the keys of " + settings.issuer()
                            + " cannot be had just now; try again, or use a token of Loopline's");
        } catch (JOSEException e) {
            return invalid("it cannot be verified");
        }
    }

    private DefaultJWTProcessor<SecurityContext> processor() throws IOException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector(keys.selector());
        processor.setJWTClaimsSetVerifier((claims, context) -> {
            Optional<String> fault = rules.fault(claims);
            if (fault.isPresent()) {
                throw new BadJWTException(fault.get());
            }
        });
        return processor;
    }

    private static TokenVerdict invalid(String reason) {
        return new TokenVerdict.Refused(401, "TOKEN_MISSING_OR_WRONG", "the token does not count: " + reason);
    }
}
