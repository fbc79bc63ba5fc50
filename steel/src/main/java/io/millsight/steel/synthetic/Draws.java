package io.millsight.steel.synthetic;

import java.util.random.RandomGenerator;

/** Random quantities in the shapes that surfaces need. */
final class Draws {

    private Draws() {}

    /** Any number of a range, all alike. */
    static double between(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }

    /** Any number of a positive range, small ones more often: each doubling is as likely as the next. */
    static double doubling(double low, double high, RandomGenerator random) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    static boolean chance(double probability, RandomGenerator random) {
        return random.nextDouble() < probability;
    }

    /** An index, as likely as its weight. */
    static int weighted(RandomGenerator random, double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = sum * random.nextDouble();
        int index = 0;
        while (index < weights.length - 1 && left >= weights[index]) {
            left -= weights[index];
            index++;
        }
        return index;
    }
}
