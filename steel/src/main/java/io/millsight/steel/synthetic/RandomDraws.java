package io.millsight.steel.synthetic;

import java.util.List;
import java.util.random.RandomGenerator;

/** Random numbers of the distributions that surfaces need. */
final class RandomDraws {

    private RandomDraws() {}

    /** Returns a uniform random number. */
    static double uniform(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }

    /** Returns a log-uniform random number of a positive range. */
    static double logUniform(double low, double high, RandomGenerator random) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    /**
     * Returns a random number of a distribution that is given by equally spaced quantiles, linear between neighbouring
     * quantiles.
     */
    static double fromQuantiles(List<Double> quantiles, RandomGenerator random) {
        double place = random.nextDouble() * (quantiles.size() - 1);
        int below = (int) place;
        return quantiles.get(below) + (place - below) * (quantiles.get(below + 1) - quantiles.get(below));
    }

    static boolean chance(double probability, RandomGenerator random) {
        return random.nextDouble() < probability;
    }

    /** Returns an index with a probability in proportion to its weight. */
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
