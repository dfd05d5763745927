package dev.loopline.watcher.discovery;

/**
 * Something that belongs to no loop as far as the home shows.
 *
 * @param subject the folder or row
 * @param reason one sentence
 */
public record Unassigned(String subject, String reason) {}
