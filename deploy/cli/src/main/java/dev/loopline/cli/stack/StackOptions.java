package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a {@link LocalStack} shall run on and with. Immutable; made by {@link #builder}.
 */
public final class StackOptions {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Builder settings;

    private StackOptions(Builder settings) {
        this.settings = settings;
    }

    /**
     * The usual settings: embedded broker and database, default ports, one bundler, AIstock's home in the data folder.
     *
     * @param root the folder of the checkout with the built services, or of the release
     * @param rdagentHome an existing RD-Agent home
     * @param data where broker, database, state and logs go
     */
    public static Builder builder(Path root, Path rdagentHome, Path data) {
        return new Builder(new Installation(root), rdagentHome, new DataFolder(data));
    }

    Installation installation() {
        return settings.installation;
    }

    public Path rdagentHome() {
        return settings.rdagentHome;
    }

    public Path aistockHome() {
        return settings.aistockHome;
    }

    public DataFolder data() {
        return settings.data;
    }

    public Places places() {
        return settings.places;
    }

    public int bundlers() {
        return settings.bundlers;
    }

    /** Where the program that runs it all answers for the whole. */
    public int verifyPort() {
        return settings.ports.verify();
    }

    PortPlan ports() {
        return settings.ports;
    }

    Optional<ExternalDatabase> database() {
        return settings.database;
    }

    Optional<BrokerAddress> kafka() {
        return settings.kafka;
    }

    boolean runs(Service service) {
        return settings.services.contains(service);
    }

    /** How long everything may take to become ready. */
    Duration startTimeout() {
        return START_TIMEOUT;
    }

    Map<String, String> environment(Service service) {
        return settings.environment.getOrDefault(service, Map.of());
    }

    List<String> javaFlags(Service service) {
        return settings.javaFlags.getOrDefault(service, List.of());
    }

    /** Whether this is the rehearsal that a build ends with. */
    boolean isRehearsal() {
        return settings.isRehearsal;
    }

    ClassArchives classArchives() {
        return new ClassArchives(settings.installation, settings.data, settings.isRehearsal);
    }

    void announce(String sentence) {
        settings.listener.accept(sentence);
    }

    /** Collects settings. Not safe to share between threads. */
    public static final class Builder {

        private final Installation installation;
        private final Path rdagentHome;
        private final DataFolder data;
        private final Map<Service, Map<String, String>> environment = new EnumMap<>(Service.class);
        private final Map<Service, List<String>> javaFlags = new EnumMap<>(Service.class);
        private Path aistockHome;
        private Places places = Places.NONE;
        private Set<Service> services = EnumSet.allOf(Service.class);
        private int bundlers = 1;
        private PortPlan ports = PortPlan.shifted(0);
        private Optional<ExternalDatabase> database = Optional.empty();
        private Optional<BrokerAddress> kafka = Optional.empty();
        private boolean isRehearsal;
        private Consumer<String> listener = sentence -> {};

        private Builder(Installation installation, Path rdagentHome, DataFolder data) {
            this.installation = installation;
            this.rdagentHome = rdagentHome.toAbsolutePath().normalize();
            this.data = data;
            this.aistockHome = data.aistock();
        }

        /** AIstock's home; made if missing. */
        public Builder aistockHome(Path folder) {
            aistockHome = folder.toAbsolutePath().normalize();
            return this;
        }

        /** Where to look beyond the home's own folders. */
        public Builder places(Places further) {
            places = further;
            return this;
        }

        /** How many bundle services share the work; those after the first listen on any free port. */
        public Builder bundlers(int count) {
            if (count < 1) {
                throw new IllegalArgumentException(Texts.text("stack.bundlers", count));
            }
            bundlers = count;
            return this;
        }

        /** Only these services, to look at one of them alone; all five unless set. */
        public Builder services(Set<Service> wanted) {
            services = EnumSet.copyOf(wanted);
            return this;
        }

        public Builder ports(PortPlan plan) {
            ports = plan;
            return this;
        }

        /** Ports that are free right now, instead of the default ones. */
        public Builder freePorts() {
            return ports(PortPlan.free());
        }

        /** A PostgreSQL of the user's own instead of the embedded one. */
        public Builder database(ExternalDatabase external) {
            database = Optional.of(external);
            return this;
        }

        /** A broker of the user's own instead of the embedded one. */
        public Builder kafka(BrokerAddress external) {
            kafka = Optional.of(external);
            return this;
        }

        /** One more environment variable for a service; it wins over what the stack sets itself. */
        public Builder environment(Service service, String name, String value) {
            environment.computeIfAbsent(service, any -> new HashMap<>()).put(name, value);
            return this;
        }

        /** Further flags for the JVM of a service, after the usual ones, so that they win. */
        public Builder javaFlags(Service service, String... flags) {
            javaFlags.computeIfAbsent(service, any -> new ArrayList<>()).addAll(List.of(flags));
            return this;
        }

        /**
         * Keeps what makes later starts from this checkout fast: the classes that each service loads, in an archive beside
         * its jar at its end, and PostgreSQL unpacked beside the command.
         */
        public Builder rehearsal() {
            isRehearsal = true;
            return this;
        }

        /** Gets one sentence for each thing that happens, such as a service that died and is started again. On any thread. */
        public Builder listener(Consumer<String> sentences) {
            listener = sentences;
            return this;
        }

        /** The settings so far; later changes of this builder must not be made. */
        public StackOptions build() {
            return new StackOptions(this);
        }
    }
}
