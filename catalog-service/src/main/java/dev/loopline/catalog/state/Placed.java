package dev.loopline.catalog.state;

/**
 * What a record of the input says, and where it lies. A record below the position of the state is passed over: it is in
 * the state already, and may have been overtaken there.
 */
public record Placed(Change change, int partition, long offset) {}
