package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.between;
import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.doubling;

import java.util.random.RandomGenerator;

/** The surfaces on which the types of defects are found. They differ in brightness, grain and light, and a model may learn that. */
enum Ground {

    /** Rough and grey, streaked along the strip, with broad bright and dark bands. */
    WORN(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(between(65, 180, random));
            surface.addSlope(roughness * between(0, 60, random), random);
            grain(2.2, 2, 0, between(18, 36, random), surface, roughness, random);
            grain(between(3, 9, random), 2.5, 0, between(5, 13, random), surface, roughness, random);
            grain(between(25, 60, random), 260, 0, between(6, 24, random), surface, roughness, random);
            grain(30, 30, 0, between(3, 12, random), surface, roughness, random);
        }
    },

    /** Smooth and mostly dark, with faint streaks and clouds. */
    SMOOTH(false) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(chance(0.08, random) ? between(140, 215, random) : doubling(38, 125, random));
            surface.addSlope(roughness * between(0, 55, random), random);
            grain(1.5, 1.5, 0, between(1.5, 5, random), surface, roughness, random);
            boolean upright = random.nextBoolean();
            double streaks = between(0, 6, random);
            grain(upright ? 3 : 90, upright ? 90 : 3, 0, streaks, surface, roughness, random);
            grain(60, 60, 0, between(2, 9, random), surface, roughness, random);
        }
    },

    /** Bright with strong grain, or dark all over. */
    MOTTLED(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            boolean dark = chance(0.15, random);
            surface.fill(dark ? between(75, 125, random) : between(150, 265, random));
            double scale = dark ? 0.4 : 1;
            surface.addSlope(scale * roughness * between(0, 50, random), random);
            grain(2, 2, 0, scale * between(14, 32, random), surface, roughness, random);
            grain(5, 5, 0, scale * between(4, 14, random), surface, roughness, random);
            grain(between(25, 60, random), 240, 0, scale * between(0, 22, random), surface, roughness, random);
            grain(45, 45, 0, scale * between(5, 25, random), surface, roughness, random);
        }
    },

    /** Fine-grained under uneven light, from dim to dazzling. */
    LIT(false) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(between(70, 255, random));
            surface.addSlope(roughness * between(0, 130, random), random);
            grain(1.8, 1.8, 0, between(2, 10, random), surface, roughness, random);
            grain(between(20, 60, random), 220, 0, between(2, 12, random), surface, roughness, random);
            grain(50, 50, 0, between(2, 10, random), surface, roughness, random);
        }
    },

    /** Mid-grey, with short streaks across the strip. */
    STREAKED(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(between(50, 165, random));
            surface.addSlope(roughness * between(0, 45, random), random);
            grain(2.8, 1.4, 0, between(8, 18, random), surface, roughness, random);
            grain(
                    between(6, 16, random),
                    2.5,
                    between(-3, 3, random),
                    between(3, 9, random),
                    surface,
                    roughness,
                    random);
            grain(
                    between(12, 30, random),
                    between(8, 16, random),
                    between(-1, 1, random),
                    between(3, 9, random),
                    surface,
                    roughness,
                    random);
            grain(between(30, 70, random), 280, 0, between(4, 20, random), surface, roughness, random);
        }
    };

    private final boolean sharp;

    Ground(boolean sharp) {
        this.sharp = sharp;
    }

    /** Whether its grain is seen pixel by pixel. */
    boolean isSharp() {
        return sharp;
    }

    /**
     * Covers a surface.
     *
     * @param roughness scales grain and uneven light, from 0 (none) to 1 (as real surfaces have)
     */
    abstract void draw(Surface surface, double roughness, RandomGenerator random);

    private static void grain(
            double cellWidth,
            double cellHeight,
            double slant,
            double strength,
            Surface surface,
            double roughness,
            RandomGenerator random) {
        new Grain(cellWidth, cellHeight, slant, roughness * strength).addTo(surface, random);
    }
}
