package dev.loopline.embedded;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Gives the broker the credential of its one user, from the listener's own configuration. Kafka keeps them in its metadata
 * otherwise, where a folder of an earlier version has none. Public because Kafka makes it by its name. Safe for use by several
 * threads once configured.
 */
public final class ClientCredential implements AuthenticateCallbackHandler {

    private static final int ITERATIONS = 4096;

    private volatile String user = "";
    private volatile @Nullable ScramCredential credential;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        Map<String, ?> options = jaasEntries.get(0).getOptions();
        try {
            credential = new ScramFormatter(ScramMechanism.forMechanismName(mechanism))
                    .generateCredential(String.valueOf(options.get("password")), ITERATIONS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has what SCRAM needs", e);
        }
        user = String.valueOf(options.get("username"));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String asked = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                asked = name.getDefaultName();
            } else if (callback instanceof ScramCredentialCallback wanted) {
                ScramCredential known = credential;
                if (known != null && asked.equals(user)) {
                    wanted.scramCredential(known);
                }
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        credential = null;
    }
}
