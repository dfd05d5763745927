package dev.loopline.kit.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes traces as a collector does, by OTLP over HTTP. Safe for all threads. */
public final class TraceReceiver implements AutoCloseable {

    private final List<Received> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span as it was sent.
     *
     * @param service the one that sent it
     * @param traceId hex digits
     * @param spanId hex digits
     * @param parentId hex digits; empty text if it has none
     * @param links trace and span of each linked one, {@code traceId/spanId}
     */
    public record Received(
            String service,
            String traceId,
            String spanId,
            String parentId,
            String name,
            long startNanos,
            long endNanos,
            Map<String, String> attributes,
            List<String> links) {}

    public TraceReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    /** What {@code OTEL_EXPORTER_OTLP_ENDPOINT} is to say. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All spans so far. */
    public List<Received> spans() {
        return List.copyOf(spans);
    }

    /** The spans of a trace, the first first. */
    public List<Received> trace(String traceId) {
        return spans.stream()
                .filter(span -> span.traceId().equals(traceId))
                .sorted((a, b) -> Long.compare(a.startNanos(), b.startNanos()))
                .toList();
    }

    private void receive(HttpExchange call) throws IOException {
        try (call) {
            boolean isZipped = "gzip".equals(call.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body = isZipped ? new GZIPInputStream(call.getRequestBody()) : call.getRequestBody()) {
                read(ExportTraceServiceRequest.parseFrom(body));
            }
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            call.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            call.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            call.getResponseBody().write(answer);
        }
    }

    private void read(ExportTraceServiceRequest request) {
        request.getResourceSpansList().forEach(resource -> {
            String service = texts(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(received(service, span))));
        });
    }

    private static Received received(String service, Span span) {
        return new Received(
                service,
                hex(span.getTraceId().toByteArray()),
                hex(span.getSpanId().toByteArray()),
                hex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                texts(span.getAttributesList()),
                span.getLinksList().stream()
                        .map(link -> hex(link.getTraceId().toByteArray()) + "/"
                                + hex(link.getSpanId().toByteArray()))
                        .toList());
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
