package io.millsight.tuning.sample;

/** The samples of a split. Samples are made when they are asked for, on any thread, and are the same for the same arguments. */
public interface SampleSource {

    /** How many there are in an epoch. */
    int size();

    /**
     * Makes a sample.
     *
     * @param index below {@link #size}
     * @param epoch from 0; augmentation differs from epoch to epoch
     */
    EncodedSample sample(int index, int epoch);
}
