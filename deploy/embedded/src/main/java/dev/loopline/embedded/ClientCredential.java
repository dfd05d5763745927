package dev.loopline.embedded;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * Gives the broker the credentials of its users, from the listener's own configuration. Kafka keeps them in its metadata
 * otherwise, where a folder of an earlier version has none. Public because Kafka makes it by its name. Safe for use by several
 * threads once configured.
 */
public final class ClientCredential implements AuthenticateCallbackHandler {

    private static final int ITERATIONS = 4096;

    /** As Kafka's own module for plain passwords names further users. */
    private static final String FURTHER = "user_";

    private final Map<String, ScramCredential> credentials = new ConcurrentHashMap<>();

    /** The configuration with further users, which clients pass over. */
    static String with(String jaasConfig, Map<String, String> users) {
        String further = users.entrySet().stream()
                .map(user -> " " + FURTHER + user.getKey() + "=\"" + user.getValue() + "\"")
                .collect(Collectors.joining());
        return jaasConfig.replaceFirst(";$", Matcher.quoteReplacement(further + ";"));
    }

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        Map<String, ?> options = jaasEntries.get(0).getOptions();
        try {
            ScramFormatter formatter = new ScramFormatter(ScramMechanism.forMechanismName(mechanism));
            String user = String.valueOf(options.get("username"));
            credentials.put(user, formatter.generateCredential(String.valueOf(options.get("password")), ITERATIONS));
            options.forEach((name, password) -> {
                if (name.startsWith(FURTHER)) {
                    credentials.put(
                            name.substring(FURTHER.length()),
                            formatter.generateCredential(String.valueOf(password), ITERATIONS));
                }
            });
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has what SCRAM needs", e);
        }
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String asked = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                asked = name.getDefaultName();
            } else if (callback instanceof ScramCredentialCallback wanted) {
                ScramCredential known = credentials.get(asked);
                if (known != null) {
                    wanted.scramCredential(known);
                }
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        credentials.clear();
    }
}
