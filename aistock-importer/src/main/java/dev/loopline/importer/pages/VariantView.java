package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One of the codes or expressions of a factor, as its page shows it.
 *
 * @param row its best occurrence
 * @param code its code, else its expression; null if neither is known
 */
public record VariantView(Row row, @Nullable String code) {

    static VariantView of(ObjectNode variant) {
        String code = variant.path("code_text").textValue();
        return new VariantView(
                new Row(variant), code == null ? variant.path("expression").textValue() : code);
    }
}
