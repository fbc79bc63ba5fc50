package io.millsight.runs;

import java.util.SplittableRandom;

/** Splits a run's seed by purpose and place, so that nothing drawn depends on what was drawn before: a resumed run needs no generator's state. */
public final class Seeds {

    /** What numbers are drawn for. */
    public enum Purpose {
        ADAPTER(1),
        ORDER(2),
        AUGMENTATION(3),
        DROPOUT(4),
        SYNTHETIC(5),
        SYNTHETIC_EVALUATION(6),
        SHOTS(7),
        TILES(8);

        private final long salt;

        Purpose(long salt) {
            this.salt = salt;
        }
    }

    private final long seed;

    public Seeds(long seed) {
        this.seed = seed;
    }

    /** A seed for one thing at one place, such as an epoch and a sample. */
    public long of(Purpose purpose, long... place) {
        long mixed = new SplittableRandom(seed ^ (purpose.salt << 32)).nextLong();
        for (long part : place) {
            mixed = new SplittableRandom(mixed ^ part).nextLong();
        }
        return mixed;
    }

    /** The numbers from 0 to size - 1 in a random order, one for each epoch. */
    int[] order(int size, int epoch) {
        SplittableRandom random = new SplittableRandom(of(Purpose.ORDER, epoch));
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
