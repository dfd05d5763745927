package dev.loopline.kit.observe;

import java.util.Map;

/**
 * A record that is about to be handled.
 *
 * @param loop what it is about
 * @param topic where it lies
 * @param partition where it lies
 * @param offset where it lies
 * @param headers its headers as text
 */
public record Arrival(LoopRevision loop, String topic, int partition, long offset, Map<String, String> headers) {}
