package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.convergence.Said.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What happens to some hundred prospects, as records in the order in which they are written: the same for the same seed.
 *
 * <p>The order between partitions is arbitrary. So a prospect keeps to one partition, where equal clocks are decided by the
 * order, or, one in ten, it comes in all of them, and then no two of its records with different values have the same clock.
 *
 * @param prospects the numbers of all prospects that are named
 */
record History(List<FeedRecord> records, List<Long> prospects) {

    static final int PARTITIONS = 4;

    /** The smallest and the largest number of prospects. */
    private static final int FEWEST = 100;

    private static final int MOST = 220;

    History {
        records = List.copyOf(records);
        prospects = List.copyOf(prospects);
    }

    /**
     * Makes a history.
     *
     * @param first the first prospect's number; the others follow
     */
    static History of(long seed, long first) {
        return new Generator(seed, first).history();
    }

    private static final class Generator {

        private final Random random;
        private final long first;
        private final int count;
        private final Profiles profiles;
        private final Bodies bodies;
        private final List<FeedRecord> records = new ArrayList<>();

        Generator(long seed, long first) {
            this.random = new Random(seed);
            this.first = first;
            this.count = FEWEST + random.nextInt(MOST - FEWEST + 1);
            this.profiles = new Profiles(random);
            this.bodies = new Bodies(random);
        }

        History history() {
            int steps = count * 3;
            for (int step = 0; step < steps; step++) {
                add(step);
            }
            List<Long> prospects = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                prospects.add(first + i);
            }
            return new History(records, prospects);
        }

        private void add(int step) {
            int draw = random.nextInt(100);
            if (draw < 8 && !records.isEmpty()) {
                again();
            } else if (draw < 11) {
                records.add(bodies.damaged(random.nextInt(PARTITIONS), Moments.of(step)));
            } else if (draw < 12) {
                records.add(bodies.tombstone(random.nextInt(PARTITIONS), Moments.of(step)));
            } else if (draw < 16) {
                records.add(several(step));
            } else {
                int prospect = prospect();
                records.add(bodies.single(partition(prospect), timestamp(step, prospect), profile(step, prospect)));
            }
        }

        /** The same record once more, in its own partition. */
        private void again() {
            records.add(records.get(random.nextInt(records.size())));
        }

        private FeedRecord several(int step) {
            int prospect = prospect();
            List<Profile> all = new ArrayList<>();
            for (int i = 0; i <= 1 + random.nextInt(3); i++) {
                int each = isRoaming(prospect) ? prospect : settledBeside(prospect);
                // One time for the whole record, so that a roaming prospect says one thing only.
                all.add(isRoaming(prospect) && i > 0 ? all.get(0) : profile(step, each));
            }
            return bodies.several(partition(prospect), timestamp(step, prospect), all);
        }

        /** Some prospects have much more to say than others. */
        private int prospect() {
            return random.nextBoolean() ? random.nextInt(count) : random.nextInt(1 + count / 5);
        }

        private static boolean isRoaming(int prospect) {
            return prospect % 10 == 9;
        }

        private int partition(int prospect) {
            return isRoaming(prospect) ? random.nextInt(PARTITIONS) : prospect % PARTITIONS;
        }

        /** Another prospect of the same partition that keeps to it, or the same. */
        private int settledBeside(int prospect) {
            int other = prospect % PARTITIONS + PARTITIONS * random.nextInt(count / PARTITIONS);
            return other >= count || isRoaming(other) ? prospect : other;
        }

        /** Mostly now; sometimes late; and, of those who keep to their partition, sometimes equal to one before. */
        private long timestamp(int step, int prospect) {
            int draw = random.nextInt(10);
            if (draw == 0) {
                return Moments.late(random.nextInt(step + 1), step);
            }
            return draw == 1 && !isRoaming(prospect)
                    ? Moments.of(Math.max(0, step - random.nextInt(8)))
                    : Moments.of(step);
        }

        private Profile profile(int step, int prospect) {
            Map<String, List<JsonNode>> identities = new LinkedHashMap<>();
            boolean asia = prospect % 3 == 0;
            String namespace = asia ? Landscape.ASIA_ID : Landscape.OID;
            List<Integer> more = isRoaming(prospect) ? List.of() : List.of(settledBeside(prospect));
            profiles.identities(identities, namespace, first, prospect, more);
            identities.put("Email", List.of(TextNode.valueOf("prospect" + prospect + "@secret.example")));
            return new Profile(identities, profiles.memberships(step, !isRoaming(prospect)), profiles.attributes());
        }
    }
}
