package io.millsight.steel.synthetic;

/** Direction of the light, in terms of machine vision. */
public enum Lighting {

    /** Light from above, as in NEU-DET: flat steel is bright, absorbing areas are dark. */
    BRIGHT_FIELD {
        @Override
        void applyTo(Surface surface) {}
    },

    /**
     * Light at a low angle: flat steel reflects it past the camera and is dark; edges and pits scatter it and are
     * bright.
     */
    DARK_FIELD {
        @Override
        void applyTo(Surface surface) {
            surface.soften();
            surface.scatter(AMBIENT, GAIN);
        }
    };

    private static final double AMBIENT = 14; // grey value of flat steel in a dark field
    private static final double GAIN = 7; // grey values per unit of gradient

    abstract void applyTo(Surface surface);
}
