package dev.loopline.manifests;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings that a service has, by its sources and those of the kit. */
final class Settings {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern PROPERTY = Pattern.compile("@ConfigProperty\\(name = \"([^\"]+)\"");
    /** A property of our own that is known only because another one refers to it. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(loopline\\.[\\w.-]+)");

    private static final Pattern NAME = Pattern.compile("(?m)^ +[\\w.<>]+ (\\w+)\\(\\);");

    /** What belongs to Quarkus, Kafka's clients and the SDK of the bucket, and is used. */
    private static final Set<String> OTHERS = Set.of(
            "QUARKUS_DATASOURCE_PASSWORD",
            "KAFKA_SECURITY_PROTOCOL",
            "KAFKA_SASL_MECHANISM",
            "KAFKA_SASL_JAAS_CONFIG",
            "KAFKA_SSL_TRUSTSTORE_TYPE",
            "KAFKA_SSL_TRUSTSTORE_LOCATION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY");

    private Settings() {}

    /** As environment variables. */
    static Set<String> of(String service) throws IOException {
        Set<String> variables = new TreeSet<>(OTHERS);
        for (Path module : List.of(ROOT.resolve(service), ROOT.resolve("service-kit"))) {
            Properties properties = properties(module);
            properties.stringPropertyNames().forEach(name -> variables.add(variable(name)));
            properties
                    .values()
                    .forEach(value -> REFERENCE
                            .matcher(value.toString())
                            .results()
                            .forEach(found -> variables.add(variable(found.group(1)))));
            try (Stream<Path> sources = Files.walk(module.resolve("src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .map(Settings::text)
                        .flatMap(source -> names(source).stream())
                        .forEach(name -> variables.add(variable(name)));
            }
        }
        return variables;
    }

    static int port(String service) throws IOException {
        return Integer.parseInt(properties(ROOT.resolve(service)).getProperty("quarkus.http.port"));
    }

    /** How long a service drains. */
    static int shutdownSeconds() throws IOException {
        return Integer.parseInt(properties(ROOT.resolve("service-kit"))
                .getProperty("quarkus.shutdown.timeout")
                .replaceAll("s$", ""));
    }

    static String version() throws IOException {
        Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(text(ROOT.resolve("pom.xml")));
        if (!version.find()) {
            throw new IOException("no version in pom.xml");
        }
        return version.group(1);
    }

    private static List<String> names(String source) {
        List<String> names = new ArrayList<>();
        PROPERTY.matcher(source).results().forEach(found -> names.add(found.group(1)));
        Matcher mapping = MAPPING.matcher(source);
        if (mapping.find()) {
            List<String> methods = NAME.matcher(source)
                    .results()
                    .map(found -> kebab(found.group(1)))
                    .toList();
            for (String first : methods) {
                names.add(mapping.group(1) + "." + first);
                methods.forEach(second -> names.add(mapping.group(1) + "." + first + "." + second));
            }
        }
        return names;
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static Properties properties(Path module) throws IOException {
        Properties properties = new Properties();
        for (String file : List.of("application.properties", "META-INF/microprofile-config.properties")) {
            Path path = module.resolve("src/main/resources").resolve(file);
            if (Files.exists(path)) {
                properties.load(new StringReader(text(path)));
            }
        }
        return properties;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
