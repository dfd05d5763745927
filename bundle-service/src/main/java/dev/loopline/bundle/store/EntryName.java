package dev.loopline.bundle.store;

import dev.loopline.contracts.Sha256;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an index entry in a bucket. Of the entries of a bundle the one whose name sorts last is the newest. Entries of one revision are told
 * apart, so that none replaces another: two bundlers may have packed it at once, its archive may have been packed again, or the loop
 * was withdrawn by a record without a revision.
 *
 * @param revision the revision
 * @param step which entry of the revision it is, from 0
 * @param archive the archive that the entry is about, so that a list tells it
 * @param digest the begin of the entry's digest: two bundlers may write the same step
 */
record EntryName(long revision, int step, Sha256 archive, String digest) implements Comparable<EntryName> {

    private static final Pattern PATTERN =
            Pattern.compile("([0-9]{19})-([0-9]{6})-([0-9a-f]{64})-([0-9a-f]{16})[.]json");
    private static final int DIGEST_LENGTH = 16;
    private static final Comparator<EntryName> ORDER = Comparator.comparingLong(EntryName::revision)
            .thenComparingInt(EntryName::step)
            .thenComparing(name -> name.archive().hex())
            .thenComparing(EntryName::digest);

    /** The name of an entry that comes after all others of its revision. */
    static EntryName after(Optional<EntryName> newest, IndexEntry entry, byte[] content) {
        int step = newest.filter(name -> name.revision() == entry.revision())
                .map(name -> name.step() + 1)
                .orElse(0);
        String digest = Sha256.of(content).hex().substring(0, DIGEST_LENGTH);
        return new EntryName(entry.revision(), step, entry.bundle().sha256(), digest);
    }

    static Optional<EntryName> parse(String fileName) {
        Matcher name = PATTERN.matcher(fileName);
        try {
            return name.matches()
                    ? Optional.of(new EntryName(
                            Long.parseLong(name.group(1)),
                            Integer.parseInt(name.group(2)),
                            new Sha256(name.group(3)),
                            name.group(4)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than a revision can be: not ours
        }
    }

    String fileName() {
        return String.format(Locale.ROOT, "%019d-%06d-%s-%s.json", revision, step, archive, digest);
    }

    @Override
    public int compareTo(EntryName other) {
        return ORDER.compare(this, other);
    }
}
