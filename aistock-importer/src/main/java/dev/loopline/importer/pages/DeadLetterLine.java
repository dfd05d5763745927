package dev.loopline.importer.pages;

/**
 * A dead letter as the page shows it, without its body.
 *
 * @param service who could not process the event
 * @param partition of the dead-letter topic
 * @param number offset in the partition
 * @param key the loop
 * @param reason code
 * @param message one sentence
 * @param failedAt when
 * @param attempts how often it was tried
 */
public record DeadLetterLine(
        String service,
        int partition,
        long number,
        String key,
        String reason,
        String message,
        String failedAt,
        String attempts) {}
