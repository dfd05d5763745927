package dev.loopline.importer.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One loop as its page shows it.
 *
 * @param row its row in the catalog
 * @param base the address of its page
 * @param api the address of its files and curves in the read API
 * @param stages in the order in which a loop reaches them
 * @param curves null if there are none
 * @param arrival what is known of import and bundle
 * @param factors that occur in it
 * @param models of it
 * @param strategies of it
 * @param rejected what could not become rows
 * @param files members of its bundle
 * @param code those of them that are code and small enough to be shown
 */
public record LoopView(
        Row row,
        String base,
        String api,
        List<Stage> stages,
        @Nullable CurvesView curves,
        Row arrival,
        List<Row> factors,
        List<Row> models,
        List<Row> strategies,
        List<Row> rejected,
        List<FileLine> files,
        List<FileLine> code) {

    public LoopView {
        stages = List.copyOf(stages);
        factors = List.copyOf(factors);
        models = List.copyOf(models);
        strategies = List.copyOf(strategies);
        rejected = List.copyOf(rejected);
        files = List.copyOf(files);
        code = List.copyOf(code);
    }

    /**
     * A stage of the way from RD-Agent to AIstock.
     *
     * @param name which
     * @param state {@code done}, {@code waiting} or {@code failed}
     * @param time when it was reached, or – where it was not recorded
     * @param note what else is known, empty if nothing
     */
    public record Stage(Name name, String state, String time, String note) {

        /** The stages. */
        public enum Name {
            STARTED,
            ENDED,
            REGISTERED,
            BACKFILLED,
            BUNDLED,
            CATALOGUED,
            IMPORTED,
            BUNDLE_HERE
        }

        /** The name of the stage, for the template to find its words. */
        public String key() {
            return name.name();
        }

        public boolean isTimed() {
            return !time.equals(Row.NONE);
        }

        /** For the attribute {@code datetime}. */
        public String isoTime() {
            return time.replace(' ', 'T') + 'Z';
        }
    }

    /**
     * A file.
     *
     * @param name path in the bundle
     * @param link where it is served
     * @param size as people read it
     * @param digest SHA-256
     */
    public record FileLine(String name, String link, String size, String digest) {

        /** The name as the value of a parameter. */
        public String encodedName() {
            return PageLink.segment(name);
        }
    }

    public boolean hasBundle() {
        return arrival.is("bundle_state", "available");
    }
}
