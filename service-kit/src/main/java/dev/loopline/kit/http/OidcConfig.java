package dev.loopline.kit.http;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Tokens of a provider of OpenID Connect for changing calls, beside Loopline's own. Nothing set: none counts. */
@ConfigMapping(prefix = "loopline.oidc")
public interface OidcConfig {

    /** The provider, as its tokens name it in {@code iss}; with https, because its keys are fetched from there. */
    Optional<String> issuer();

    /** What has to be among the {@code aud} of a token: the name under which the provider knows Loopline. */
    Optional<String> audience();

    /** The role or scope that allows changes. */
    Optional<String> role();

    /** The claim in which roles are, with slashes into objects. Not set: where the usual providers write them. */
    Optional<String> roleClaim();
}
