package dev.loopline.backfill.code;

import dev.loopline.backfill.code.python.QlibExpression;

/**
 * A factor that is an expression of qlib and has no source.
 *
 * @param name the factor's name, as it stands in results
 * @param expression such as {@code Ref($close, 5)/$close}
 */
public record Formula(String name, String expression) {

    /** Whether qlib's operators can compute it from columns of a data frame alone. */
    public boolean isEvaluable() {
        return QlibExpression.isEvaluable(expression);
    }
}
