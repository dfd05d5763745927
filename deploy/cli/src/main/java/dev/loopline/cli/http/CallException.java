package dev.loopline.cli.http;

import dev.loopline.cli.text.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A service did not do what was asked, or cannot be reached. The message is in the chosen language. */
public class CallException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Message said;

    CallException(Message said, @Nullable Throwable cause) {
        super(said.words(), cause);
        this.said = said;
    }

    /** The same in any language. */
    public Message said() {
        return said;
    }
}
