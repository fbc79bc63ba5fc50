package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.chance;
import static io.millsight.steel.synthetic.RandomDraws.logUniform;
import static io.millsight.steel.synthetic.RandomDraws.uniform;

import java.util.random.RandomGenerator;

/** Background surfaces of the defect types. They differ in brightness, grain and lighting, as in NEU-DET. */
enum Ground {

    /** Rough and grey, streaked along the strip, with broad bright and dark bands. */
    WORN(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(uniform(65, 180, random));
            surface.addSlope(roughness * uniform(0, 60, random), random);
            grain(2.2, 2, 0, uniform(18, 36, random), surface, roughness, random);
            grain(uniform(3, 9, random), 2.5, 0, uniform(5, 13, random), surface, roughness, random);
            grain(uniform(25, 60, random), 260, 0, uniform(6, 24, random), surface, roughness, random);
            grain(30, 30, 0, uniform(3, 12, random), surface, roughness, random);
        }
    },

    /** Smooth and mostly dark, with faint streaks and clouds. */
    SMOOTH(false) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(chance(0.08, random) ? uniform(140, 215, random) : logUniform(38, 125, random));
            surface.addSlope(roughness * uniform(0, 55, random), random);
            grain(1.5, 1.5, 0, uniform(1.5, 5, random), surface, roughness, random);
            boolean upright = random.nextBoolean();
            double streaks = uniform(0, 6, random);
            grain(upright ? 3 : 90, upright ? 90 : 3, 0, streaks, surface, roughness, random);
            grain(60, 60, 0, uniform(2, 9, random), surface, roughness, random);
        }
    },

    /** Bright with strong grain, or dark all over. */
    MOTTLED(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            boolean dark = chance(0.15, random);
            surface.fill(dark ? uniform(75, 125, random) : uniform(150, 265, random));
            double scale = dark ? 0.4 : 1;
            surface.addSlope(scale * roughness * uniform(0, 50, random), random);
            grain(2, 2, 0, scale * uniform(14, 32, random), surface, roughness, random);
            grain(5, 5, 0, scale * uniform(4, 14, random), surface, roughness, random);
            grain(uniform(25, 60, random), 240, 0, scale * uniform(0, 22, random), surface, roughness, random);
            grain(45, 45, 0, scale * uniform(5, 25, random), surface, roughness, random);
        }
    },

    /** Fine-grained under uneven light, from dim to dazzling. */
    LIT(false) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(uniform(70, 255, random));
            surface.addSlope(roughness * uniform(0, 130, random), random);
            grain(1.8, 1.8, 0, uniform(2, 10, random), surface, roughness, random);
            grain(uniform(20, 60, random), 220, 0, uniform(2, 12, random), surface, roughness, random);
            grain(50, 50, 0, uniform(2, 10, random), surface, roughness, random);
        }
    },

    /** Mid-grey, with short streaks across the strip. */
    STREAKED(true) {
        @Override
        void draw(Surface surface, double roughness, RandomGenerator random) {
            surface.fill(uniform(50, 165, random));
            surface.addSlope(roughness * uniform(0, 45, random), random);
            grain(2.8, 1.4, 0, uniform(8, 18, random), surface, roughness, random);
            grain(
                    uniform(6, 16, random),
                    2.5,
                    uniform(-3, 3, random),
                    uniform(3, 9, random),
                    surface,
                    roughness,
                    random);
            grain(
                    uniform(12, 30, random),
                    uniform(8, 16, random),
                    uniform(-1, 1, random),
                    uniform(3, 9, random),
                    surface,
                    roughness,
                    random);
            grain(uniform(30, 70, random), 280, 0, uniform(4, 20, random), surface, roughness, random);
        }
    };

    private final boolean sharp;

    Ground(boolean sharp) {
        this.sharp = sharp;
    }

    /** Returns whether the grain is visible at the scale of single pixels. */
    boolean isSharp() {
        return sharp;
    }

    /**
     * Draws the background.
     *
     * @param surface the surface
     * @param roughness factor of grain and uneven light, from 0 (none) to 1 (as on real surfaces)
     * @param random source of all randomness
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
