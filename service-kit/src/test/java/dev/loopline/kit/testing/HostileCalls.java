package dev.loopline.kit.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Fires values that no client of ours sends at the parameters of GET calls. Stateless. */
public final class HostileCalls {

    private static final String PROBLEM = "application/problem+json";
    private static final List<String> CONTROLS = List.of("%00", "a%00b", "a%0Ab", "%1B%5B2J", "%C2%85", "%7F");
    private static final List<String> ODD = List.of(
            "%27%3B%20DROP%20TABLE%20x%3B--",
            "%5C",
            "%25",
            "_",
            "%F0%9F%98%80",
            "%ED%A0%80",
            "%FF",
            "-1",
            "99999999999999999999",
            "9223372036854775807",
            "NaN",
            "1e999",
            "..%2F..%2Fetc%2Fpasswd",
            "%2B999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "0000-01-01",
            "x".repeat(3000));

    private HostileCalls() {}

    /**
     * What was not answered as it should be: control characters by 400, other odd values by anything but an error of the
     * service, errors as problems that show no code.
     *
     * @param base address of the service
     * @param paths each with <code>{}</code> in place of one parameter
     */
    public static List<String> findings(String base, List<String> paths) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        List<String> findings = new ArrayList<>();
        for (String path : paths) {
            for (String value : CONTROLS) {
                HttpResponse<String> answer = call(client, base + path.replace("{}", value));
                if (answer.statusCode() != 400 || !isProblem(answer)) {
                    findings.add(describe(path, value, answer));
                }
            }
            for (String value : ODD) {
                HttpResponse<String> answer = call(client, base + path.replace("{}", value));
                if (answer.statusCode() >= 500
                        || (answer.statusCode() >= 400 && !isProblem(answer) && !isPage(answer))) {
                    findings.add(describe(path, value, answer));
                }
            }
        }
        return findings;
    }

    private static HttpResponse<String> call(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static boolean isProblem(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").startsWith(PROBLEM)
                && !answer.body().contains("\tat ")
                && !answer.body().contains("Exception");
    }

    /** What people see says in their language that there is nothing. */
    private static boolean isPage(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html")
                && !answer.body().contains("Exception");
    }

    private static String describe(String path, String value, HttpResponse<String> answer) {
        return path + " with " + value.substring(0, Math.min(40, value.length())) + ": " + answer.statusCode() + " "
                + answer.body().substring(0, Math.min(200, answer.body().length()));
    }
}
