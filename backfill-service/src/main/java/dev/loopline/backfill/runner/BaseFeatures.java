package dev.loopline.backfill.runner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The 20 features of qlib's Alpha158 that RD-Agent's backtests start from where the user named no others, with qlib's
 * expressions. Stateless.
 */
public final class BaseFeatures {

    private static final String RETURN = "$close/Ref($close, 1)";
    private static final String VOLUME_RETURN = "Log($volume/Ref($volume, 1)+1)";

    private static final Map<String, String> USUAL = usual();

    private BaseFeatures() {}

    /** Name to expression, in RD-Agent's order. */
    static Map<String, String> all() {
        return USUAL;
    }

    /** The expressions of these names; empty if one of them is none of the 20, or there are no names. */
    public static Optional<List<String>> expressions(List<String> names) {
        return names.isEmpty() || !USUAL.keySet().containsAll(names)
                ? Optional.empty()
                : Optional.of(
                        names.stream().map(name -> USUAL.getOrDefault(name, "")).toList());
    }

    /** The expression of one of the 20. */
    public static Optional<String> expression(String name) {
        return Optional.ofNullable(USUAL.get(name));
    }

    private static Map<String, String> usual() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("RESI5", "Resi($close, 5)/$close");
        all.put("WVMA5", weightedVolatility(5));
        all.put("RSQR5", "Rsquare($close, 5)");
        all.put("KLEN", "($high-$low)/$open");
        all.put("RSQR10", "Rsquare($close, 10)");
        all.put("CORR5", correlation(5));
        all.put("CORD5", correlationOfChanges(5));
        all.put("CORR10", correlation(10));
        all.put("ROC60", "Ref($close, 60)/$close");
        all.put("RESI10", "Resi($close, 10)/$close");
        all.put("VSTD5", "Std($volume, 5)/($volume+1e-12)");
        all.put("RSQR60", "Rsquare($close, 60)");
        all.put("CORR60", correlation(60));
        all.put("WVMA60", weightedVolatility(60));
        all.put("STD5", "Std($close, 5)/$close");
        all.put("RSQR20", "Rsquare($close, 20)");
        all.put("CORD60", correlationOfChanges(60));
        all.put("CORD10", correlationOfChanges(10));
        all.put("CORR20", correlation(20));
        all.put("KLOW", "(Less($open, $close)-$low)/$open");
        return Collections.unmodifiableMap(all);
    }

    private static String weightedVolatility(int days) {
        String move = "Abs(" + RETURN + "-1)*$volume";
        return "Std(" + move + ", " + days + ")/(Mean(" + move + ", " + days + ")+1e-12)";
    }

    private static String correlation(int days) {
        return "Corr($close, Log($volume+1), " + days + ")";
    }

    private static String correlationOfChanges(int days) {
        return "Corr($close/Ref($close,1), " + VOLUME_RETURN + ", " + days + ")";
    }
}
