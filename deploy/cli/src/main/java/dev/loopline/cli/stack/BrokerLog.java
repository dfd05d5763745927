package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what broker and libraries of this JVM log to {@code logs/broker.log}, and nothing of it to the terminal. */
public final class BrokerLog {

    private static final int BYTES = 5 * 1024 * 1024;
    private static final int FILES = 3;

    private BrokerLog() {}

    /** To be called once, before anything logs. */
    public static void into(DataFolder data) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        try {
            PrivateFolder.make(data.root());
            PrivateFolder.make(data.logs());
            PrivateFolder.makeFile(data.logs().resolve("broker.log.0"));
            FileHandler file = new FileHandler(data.logs() + "/broker.log.%g", BYTES, FILES, true);
            file.setFormatter(new SimpleFormatter());
            file.setEncoding("UTF-8");
            replaceHandlers(file);
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.data.unwritable", data, e.getMessage()), e);
        }
    }

    /** For commands that log nothing of their own. */
    public static void silent() {
        LogManager.getLogManager().reset();
    }

    private static void replaceHandlers(Handler handler) {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        handler.setLevel(Level.WARNING);
    }
}
