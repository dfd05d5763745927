package dev.loopline.cli.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A real child process in the place of a service: is ready at once, or refuses to start. */
public final class FakeService {

    private FakeService() {}

    public static void main(String[] args) throws IOException {
        if (System.getenv("FAKE_REFUSAL") != null) {
            System.out.println("2026-01-01 00:00:00.000 FATAL [gate] Cannot start: " + System.getenv("FAKE_REFUSAL"));
            System.exit(1);
        }
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        Files.createTempFile("library", ".so");
        System.out.println("home=" + System.getenv("LOOPLINE_RDAGENT_HOME") + " jdbc="
                + System.getenv("QUARKUS_DATASOURCE_JDBC_URL"));
    }

    /** A folder that looks as if all services had been built in it. */
    public static Path repository(Path folder) throws IOException {
        for (Service service : Service.values()) {
            Path jar =
                    folder.resolve(service.serviceName()).resolve(Path.of("target", "quarkus-app", "quarkus-run.jar"));
            Files.createDirectories(jar.getParent());
            writeJar(jar);
        }
        return folder;
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest);
                var code = FakeService.class.getClassLoader().getResourceAsStream(entry)) {
            archive.putNextEntry(new JarEntry(entry));
            code.transferTo(archive);
            archive.closeEntry();
        }
    }
}
