package dev.loopline.importer.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The address of a list as it is shown: path, filters, order, page. Immutable.
 *
 * @param path below the host
 * @param parameters those that are set, in the order in which they came
 */
public record PageLink(String path, Map<String, String> parameters) {

    public PageLink {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The same with another value; an empty one takes the parameter out. */
    public PageLink with(String name, Object value) {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        String text = String.valueOf(value);
        if (text.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, text);
        }
        return new PageLink(path, changed);
    }

    /** The value of a parameter, or the empty text. */
    public String value(String name) {
        return parameters.getOrDefault(name, "");
    }

    public boolean is(String name, String value) {
        return value(name).equals(value);
    }

    /** As it stands in a page. */
    @Override
    public String toString() {
        return parameters.isEmpty()
                ? path
                : parameters.entrySet().stream()
                        .map(one -> encode(one.getKey()) + '=' + encode(one.getValue()))
                        .collect(Collectors.joining("&", path + '?', ""));
    }

    /** One segment of a path. */
    static String segment(String text) {
        return encode(text).replace("+", "%20");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
