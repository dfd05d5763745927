package dev.loopline.kit.pickle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What RD-Agent writes before a pickle since September 2026: a line that names the form, then 32 bytes of HMAC-SHA256 over the
 * pickle. The key is not ours, so the signature is passed over and the pickle is as little trusted as any. Stateless.
 */
final class SignedEnvelope {

    private static final byte[] FORM = "RDAGENT_SIGNED_PICKLE_V1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE_BYTES = 32;

    private SignedEnvelope() {}

    /**
     * Passes over the envelope if there is one.
     *
     * @return whether there was one
     * @throws PickleRefusedException if it is cut off, or of a form that is not read here
     */
    static boolean open(PickleSource in) throws IOException {
        // No pickle can begin with this letter: as an opcode it takes two values from a stack that is empty.
        if (in.peek() != FORM[0]) {
            return false;
        }
        try {
            for (byte expected : FORM) {
                if (in.next() != expected) {
                    throw new PickleRefusedException("the pickle begins with a form of signature that is not read");
                }
            }
            for (int i = 0; i < SIGNATURE_BYTES; i++) {
                in.next();
            }
            in.peek();
        } catch (PickleRefusedException e) {
            throw in.isAtEnd() ? new PickleRefusedException("the pickle ends within its signature") : e;
        }
        return true;
    }
}
