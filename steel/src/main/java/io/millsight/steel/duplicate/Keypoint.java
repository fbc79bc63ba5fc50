package io.millsight.steel.duplicate;

/**
 * Keypoint with a binary descriptor of 256 bits.
 *
 * @param x column in the {@link TextureImage}
 * @param y row in the {@link TextureImage}
 * @param first first 64 bits of the descriptor
 * @param second bits 64 to 127
 * @param third bits 128 to 191
 * @param fourth bits 192 to 255
 */
record Keypoint(int x, int y, long first, long second, long third, long fourth) {

    /** Unrelated keypoints differ in about 100 of 256 bits. The same keypoint in two crops differs in about 20. */
    private static final int MAX_DIFFERENCES = 50;

    /** Number of 16-bit parts of a descriptor. Two similar keypoints usually have at least one equal part. */
    static final int PARTS = 16;

    boolean resembles(Keypoint other) {
        return Long.bitCount(first ^ other.first)
                        + Long.bitCount(second ^ other.second)
                        + Long.bitCount(third ^ other.third)
                        + Long.bitCount(fourth ^ other.fourth)
                <= MAX_DIFFERENCES;
    }

    /** Returns a 16-bit part of the descriptor. */
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
