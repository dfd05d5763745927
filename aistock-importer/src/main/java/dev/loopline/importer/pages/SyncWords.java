package dev.loopline.importer.pages;

import io.quarkus.qute.i18n.MessageBundle;

/**
 * The words of the page of syncs and dead letters, by name; {@code messages/sync_zh.properties} and {@code
 * messages/sync_en.properties} have them. The build fails if a page uses a word that is not here, or with other parameters.
 */
@MessageBundle(value = "sync", locale = "zh")
public interface SyncWords {

    String syncCatalog();

    String syncExplained();

    String lastRun();

    String noRun();

    String state();

    String phase();

    String phaseFetching();

    String phaseImporting();

    String phaseReconciling();

    String phaseBaseline();

    String phaseDone();

    String progress();

    String started();

    String finished();

    String duration();

    String lastError();

    String kind();

    String total();

    String inserted();

    String updated();

    String unchanged();

    String deleted();

    String skipped();

    String rejected();

    String history();

    String run();

    String since();

    String arrivals();

    String importedSinceStart();

    String withdrawnSinceStart();

    String lastImport();

    String deadLetters();

    String deadLettersExplained();

    String noDeadLetters();

    String deadLettersUnknown();

    String loading();

    String service();

    String key();

    String reason();

    String explanation();

    String failedAt();

    String attempts();

    String retry();

    String retryOf(String key);

    String retrySent(String topic);

    String retrySuperseded();

    String retryNoSource();

    String retryNotKept();

    String retryGone();

    String noRejected();

    String entry();

    String field();
}
