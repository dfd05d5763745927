package dev.loopline.cli.backup;

import dev.loopline.cli.text.Texts;
import java.util.Locale;

/** Sizes for people, in powers of 1024. */
public final class ByteCount {

    private static final String[] UNITS = {"", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private ByteCount() {}

    public static String words(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0 ? Texts.text("bytes", bytes) : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
