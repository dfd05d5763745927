package dev.loopline.backfill.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/** Results of the texts that were used lately, up to a number of characters. Safe for all threads. */
public final class ResultCache<V> {

    /** What an entry costs beside its text, in characters. */
    private static final int ENTRY = 100;

    private final Cache<String, V> results;

    /**
     * @param mostCharacters of all texts together; those that were not used for long are forgotten
     */
    public ResultCache(long mostCharacters) {
        this.results = Caffeine.newBuilder()
                .maximumWeight(mostCharacters)
                .weigher((String text, V result) -> text.length() + ENTRY)
                .executor(Runnable::run)
                .build();
    }

    /** The result of a text; made if it is not remembered. What fails is not remembered. */
    public V of(String text, Function<String, V> make) {
        return results.get(text, make);
    }
}
