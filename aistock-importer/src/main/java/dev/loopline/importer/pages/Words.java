package dev.loopline.importer.pages;

import io.quarkus.qute.i18n.MessageBundle;

/**
 * The words of the catalog pages, by name; {@code messages/msg_zh.properties} and {@code messages/msg_en.properties} have them. The
 * build fails if a page uses a word that is not here, or with other parameters.
 */
@MessageBundle(value = "msg", locale = "zh")
public interface Words {

    String appTitle();

    String skipToContent();

    String navigation();

    String loops();

    String factors();

    String models();

    String strategies();

    String sync();

    String loop();

    String factor();

    String model();

    String strategy();

    String otherLanguage();

    String results(long total, long first, long last);

    String noResults();

    String nothingYet();

    String nothingFits();

    String clearFilters();

    String search();

    String apply();

    String all();

    String source();

    String tag();

    String taskRun();

    String home();

    String action();

    String status();

    String decision();

    String accepted();

    String refused();

    String stepName();

    String modelType();

    String workspace();

    String name();

    String expression();

    String annualReturn();

    String maxDrawdown();

    String sharpe();

    String ic();

    String icIr();

    String winRate();

    String bundle();

    String factorCount();

    String occurrences();

    String market();

    String implementation();

    String previousPage();

    String nextPage();

    String pages();

    String pageOf(long page, long pages);

    String rowsPerPage();

    String timeline();

    String stageStarted();

    String stageEnded();

    String stageRegistered();

    String stageBackfilled();

    String stageBundled();

    String stageCatalogued();

    String stageImported();

    String stageBundleHere();

    String revision(String number);

    String fileCount(String count);

    String done();

    String waiting();

    String failed();

    String figures();

    String allMetrics();

    String curves();

    String equityCurve();

    String drawdownCurve();

    String equity();

    String equityCost();

    String benchmark();

    String noCurves();

    String curveText(String from, String to, int days, String last);

    String drawdownText(String lowest);

    String conclusion();

    String hypothesis();

    String execution();

    String valueFeedback();

    String shapeFeedback();

    String codeCritic();

    String limitations();

    String code();

    String showCode(String name);

    String noCode();

    String files();

    String noFiles();

    String file();

    String size();

    String digest();

    String downloadBundle();

    String complete();

    String readiness();

    String logDir();

    String variants();

    String loopsOfFactor();

    String details();

    String notFound();

    String notFoundText();

    String running();

    String success();

    String partial();

    String failure();

    String rejectedEntries();

    String tokenTitle();

    String tokenText();

    String token();

    String ok();

    String cancel();

    String requestFailed();

    String inSelection();

    String openLoop();

    String rankIc();

    String icUnknown();

    String icExplained();

    String originalText();

    String timeUnknown();

    String backToList();
}
