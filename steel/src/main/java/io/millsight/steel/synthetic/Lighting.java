package io.millsight.steel.synthetic;

/** From where the light falls on a surface, in the words of machine vision. */
public enum Lighting {

    /** From above, as in the photographs of NEU-DET: even steel is bright, what absorbs light is dark. */
    BRIGHT_FIELD {
        @Override
        void applyTo(Surface surface) {}
    },

    /** At a low angle: even steel reflects it past the camera and is dark, every edge and pit scatters it and shines. */
    DARK_FIELD {
        @Override
        void applyTo(Surface surface) {
            surface.soften();
            surface.scatter(AMBIENT, GAIN);
        }
    };

    private static final double AMBIENT = 14; // grey value of even steel in a dark field
    private static final double GAIN = 7; // grey values for a step of one to the next pixel

    abstract void applyTo(Surface surface);
}
