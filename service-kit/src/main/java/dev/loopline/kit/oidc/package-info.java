/**
 * Tokens that a provider of OpenID Connect issued, such as Keycloak or Entra ID: which are accepted, and why not. Off unless an
 * issuer is configured; then nothing here is even loaded. Knows no framework, so that the command line uses it too.
 */
@NullMarked
package dev.loopline.kit.oidc;

import org.jspecify.annotations.NullMarked;
