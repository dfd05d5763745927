/**
 * What all REST endpoints share: the token check, problem responses (RFC 9457), JSON in snake case, and files
 * with entity tags and ranges (RFC 9110).
 */
@NullMarked
package dev.loopline.kit.http;

import org.jspecify.annotations.NullMarked;
