package dev.loopline.kit.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of its own and certificates that it signs, made by the JDK's {@code keytool}. All are for 127.0.0.1 and
 * {@code localhost} unless told otherwise. Stores have the password {@value #PASSWORD}.
 */
public final class TestCertificates {

    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "ca";
    private static final String ALIAS = "only";
    private static final String HERE = "san=ip:127.0.0.1,dns:localhost";

    private final Path folder;

    private TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes an authority. @param folder where its files go; made if missing */
    public static TestCertificates in(Path folder) {
        try {
            Files.createDirectories(folder);
            TestCertificates made = new TestCertificates(folder);
            made.generate(AUTHORITY, AUTHORITY, "-dname", "CN=Test authority", "-ext", "bc:c", "-validity", "30");
            made.pem("CERTIFICATE", "ca.pem", List.of(made.store(AUTHORITY).getCertificate(AUTHORITY)));
            return made;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate as PEM. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** A certificate that is valid now. @return the PKCS12 store with key and certificates */
    public Path valid(String name) {
        return signed(name, HERE, "-1H", 2);
    }

    /** A certificate whose time was over yesterday. */
    public Path expired(String name) {
        return signed(name, HERE, "-3d", 2);
    }

    /** A certificate for a host that is another one. */
    public Path ofAnotherHost(String name) {
        return signed(name, "san=dns:elsewhere.example", "-1H", 2);
    }

    /** The certificates of a store as PEM, as PostgreSQL wants them. */
    public Path certificate(String name) {
        try {
            return pem("CERTIFICATE", name + ".crt", List.of(store(name).getCertificateChain(ALIAS)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of a store as PEM, readable by its owner only. */
    public Path key(String name) {
        try {
            Key key = store(name).getKey(ALIAS, PASSWORD.toCharArray());
            Path file = folder.resolve(name + ".key");
            Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path signed(String name, String host, String start, int days) {
        try {
            Files.copy(path(AUTHORITY), path(name));
            generate(
                    name,
                    ALIAS,
                    "-signer",
                    AUTHORITY,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    host,
                    "-startdate",
                    start,
                    "-validity",
                    Integer.toString(days));
            KeyStore store = store(name);
            store.deleteEntry(AUTHORITY); // a server has no business with its key
            try (OutputStream file = Files.newOutputStream(path(name))) {
                store.store(file, PASSWORD.toCharArray());
            }
            return path(name);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path path(String name) {
        return folder.resolve(name + ".p12");
    }

    private KeyStore store(String name) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(path(name).toFile(), PASSWORD.toCharArray());
    }

    private Path pem(String type, String file, List<Certificate> certificates) {
        try {
            StringBuilder text = new StringBuilder();
            for (Certificate certificate : certificates) {
                text.append(pem(type, certificate.getEncoded()));
            }
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + type + "-----\n" + lines.encodeToString(content) + "\n-----END " + type + "-----\n";
    }

    /** Makes a key and its certificate in a store, which need not be there. */
    private void generate(String store, String alias, String... further) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keystore",
                path(store).toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1"));
        command.addAll(List.of(further));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
