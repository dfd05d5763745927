package dev.loopline.watcher.discovery;

/**
 * Something that belongs to no loop as far as anybody can tell.
 *
 * @param subject the folder or row
 * @param reason one sentence
 */
public record Unassigned(String subject, String reason) {}
