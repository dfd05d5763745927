package dev.loopline.importer.pages;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request of a browser.
 *
 * @param uri its address
 * @param headers with the languages that it prefers
 */
public record Visit(@Context UriInfo uri, @Context HttpHeaders headers) {

    /** The first value of a parameter; empty if there is none. */
    String parameter(String name) {
        String value = uri.getQueryParameters().getFirst(name);
        return value == null ? "" : value;
    }

    /** The address without some of its parameters and without empty ones. */
    PageLink link(String... without) {
        Map<String, String> parameters = new LinkedHashMap<>();
        uri.getQueryParameters().forEach((name, unused) -> {
            if (!List.of(without).contains(name) && !parameter(name).isBlank()) {
                parameters.put(name, parameter(name));
            }
        });
        return new PageLink(uri.getRequestUri().getRawPath(), parameters);
    }
}
