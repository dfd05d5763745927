package dev.loopline.kit.http;

import jakarta.ws.rs.core.Response;

/**
 * A problem response after RFC 9457.
 *
 * @param type always {@code about:blank}: the status says what kind of problem it is
 * @param title the status in words
 * @param status the HTTP status
 * @param detail one sentence: what is wrong and what to do
 * @param code a constant in upper snake case, for machines
 */
public record Problem(String type, String title, int status, String detail, String code) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(int status, String code, String detail) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "HTTP " + status : known.getReasonPhrase();
        return new Problem("about:blank", title, status, detail, code);
    }

    public static Response response(int status, String code, String detail) {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .entity(of(status, code, detail))
                .build();
    }
}
