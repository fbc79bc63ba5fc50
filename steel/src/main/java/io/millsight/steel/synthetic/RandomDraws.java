package io.millsight.steel.synthetic;

import java.util.List;
import java.util.random.RandomGenerator;

/** Random quantities in the shapes that surfaces need. */
final class RandomDraws {

    private RandomDraws() {}

    /** Any number of a range, all alike. */
    static double uniform(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }

    /** Any number of a positive range, small ones more often: each doubling is as likely as the next. */
    static double logUniform(double low, double high, RandomGenerator random) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    /** Any number of a distribution of which a few quantiles are known: as likely to lie between two neighbours as between two others, and never beyond the outermost. */
    static double fromQuantiles(List<Double> quantiles, RandomGenerator random) {
        double place = random.nextDouble() * (quantiles.size() - 1);
        int below = (int) place;
        return quantiles.get(below) + (place - below) * (quantiles.get(below + 1) - quantiles.get(below));
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
