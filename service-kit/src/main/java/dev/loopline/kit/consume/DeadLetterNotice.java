package dev.loopline.kit.consume;

import dev.loopline.contracts.LoopKey;

/**
 * What a dead letter says about a loop: which service gave up which revision of it, and why.
 *
 * @param service who gave up, such as {@code bundle-service}
 * @param key the loop
 * @param revision the revision that could not be processed, from 1
 * @param reason reason code, such as {@code WORKSPACE_MISSING}
 * @param message one sentence for people
 * @param position where the dead letter lies
 */
public record DeadLetterNotice(
        String service, LoopKey key, long revision, String reason, String message, Delivery.Position position) {}
