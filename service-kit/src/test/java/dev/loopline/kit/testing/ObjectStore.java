package dev.loopline.kit.testing;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;

/** An S3-compatible store in this process, with one bucket, which keeps all in memory. Asks for credentials. */
public final class ObjectStore implements AutoCloseable {

    public static final String BUCKET = "loopline";
    public static final String KEY_ID = "test-key";
    public static final String SECRET = "test-secret";

    private final BlobStoreContext context;
    private final S3Proxy proxy;

    private ObjectStore(BlobStoreContext context, S3Proxy proxy) {
        this.context = context;
        this.proxy = proxy;
    }

    public static ObjectStore start() {
        ObjectStore store = startEmpty();
        store.blobs().createContainerInLocation(null, BUCKET);
        return store;
    }

    /** A store without a bucket. */
    public static ObjectStore startEmpty() {
        BlobStoreContext context = ContextBuilder.newBuilder(new TransientApiMetadata())
                .credentials("identity", "credential")
                .overrides(new Properties())
                .build(BlobStoreContext.class);
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(context.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("the store does not start", e);
        }
        return new ObjectStore(context, proxy);
    }

    public int port() {
        return proxy.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** What the store holds, past its HTTP interface. */
    public BlobStore blobs() {
        return context.getBlobStore();
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the store does not stop", e);
        } finally {
            context.close();
        }
    }
}
