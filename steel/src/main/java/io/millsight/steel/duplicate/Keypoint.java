package io.millsight.steel.duplicate;

/**
 * A spot that stands out, and 256 bits that say what its surroundings look like.
 *
 * @param x column in the {@link TextureImage}
 * @param y row in the {@link TextureImage}
 * @param first the first 64 bits; {@code second}, {@code third} and {@code fourth} are the others
 */
record Keypoint(int x, int y, long first, long second, long third, long fourth) {

    /** Unrelated spots differ in about 100 of 256 bits, the same spot in two crops in about 20. */
    private static final int MOST_DIFFERENCES = 50;

    /** The parts of 16 bits, of which two similar landmarks have at least one in common as a rule. */
    static final int PARTS = 16;

    boolean resembles(Keypoint other) {
        return Long.bitCount(first ^ other.first)
                        + Long.bitCount(second ^ other.second)
                        + Long.bitCount(third ^ other.third)
                        + Long.bitCount(fourth ^ other.fourth)
                <= MOST_DIFFERENCES;
    }

    /** Sixteen of the bits. */
    int part(int index) {
        long word = switch (index / 4) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            default -> fourth;
        };
        return (int) (word >>> (16 * (index % 4))) & 0xffff;
    }
}
