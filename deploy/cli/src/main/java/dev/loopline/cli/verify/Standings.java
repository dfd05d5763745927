package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which loops with a result have to be carried whole, and why the others are not. Immutable.
 *
 * @param carried loops for which every check holds without exception
 * @param explained the other loops that are flagged in the registry, with what Loopline says of them
 */
record Standings(List<RegistryRows.LoopRow> carried, Map<LoopKey, ProductView.Explained> explained) {

    static Standings of(RegistryRows registry, ProductView product, Instant now) {
        List<RegistryRows.LoopRow> carried = new ArrayList<>();
        Map<LoopKey, ProductView.Explained> explained = new LinkedHashMap<>();
        for (RegistryRows.LoopRow loop : registry.flagged()) {
            Optional<ProductView.Explained> why =
                    why(loop.key(), registry.known().get(loop.key()), product, now);
            why.ifPresentOrElse(one -> explained.put(loop.key(), one), () -> carried.add(loop));
        }
        return new Standings(List.copyOf(carried), explained);
    }

    private static Optional<ProductView.Explained> why(
            LoopKey key,
            RegistryRows.@org.jspecify.annotations.Nullable Known known,
            ProductView product,
            Instant now) {
        if (known == null
                || known.registeredAt() == null && !Boolean.FALSE.equals(known.hasResult()) && !known.through()) {
            return product.notCarried(key);
        }
        if (known.withdrawn()) {
            return explained(Explanation.WITHDRAWN, Message.of("found.withdrawn", key));
        }
        if (Boolean.FALSE.equals(known.hasResult())) {
            return explained(Explanation.NO_RESULT, Message.of("found.flagged", key));
        }
        return known.isOnItsWay(now)
                ? explained(Explanation.IN_FLIGHT, Message.of("found.registered", key, known.registeredAt()))
                : Optional.empty();
    }

    private static Optional<ProductView.Explained> explained(Explanation why, Message text) {
        return Optional.of(new ProductView.Explained(why, text));
    }

    /** Ids of the bundles of the loops that are carried. */
    Set<String> bundleIds(RegistryRows registry) {
        return bundleIds(registry, keys());
    }

    /** Those, and the bundles of loops that were carried and have a newer revision on its way. */
    Set<String> allowedBundleIds(RegistryRows registry) {
        Set<LoopKey> keys = keys();
        explained.forEach((key, why) -> {
            if (why.why() == Explanation.IN_FLIGHT) {
                keys.add(key);
            }
        });
        return bundleIds(registry, keys);
    }

    private static Set<String> bundleIds(RegistryRows registry, Set<LoopKey> keys) {
        Set<String> ids = new HashSet<>();
        registry.bundles().stream()
                .filter(bundle ->
                        keys.contains(bundle.key()) && !bundle.bundleId().isBlank())
                .forEach(bundle -> ids.add(bundle.bundleId()));
        return ids;
    }

    Set<LoopKey> keys() {
        Set<LoopKey> keys = new HashSet<>();
        carried.forEach(loop -> keys.add(loop.key()));
        return keys;
    }
}
