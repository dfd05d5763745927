package dev.loopline.kit.bucket;

import java.time.Instant;

/**
 * An object in a bucket, from outside.
 *
 * @param entityTag changes with the content; says nothing about how it was computed
 * @param modifiedAt when it was written, by the clock of the store
 */
public record StoredObject(String key, long sizeBytes, String entityTag, Instant modifiedAt) {}
