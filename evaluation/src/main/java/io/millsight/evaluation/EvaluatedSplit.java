package io.millsight.evaluation;

/**
 * Identity of the evaluated images. Only evaluations of the same split can be compared.
 *
 * @param dataset name of the dataset
 * @param name name of the split, for example {@code val}
 * @param hash hash of the images and annotations, which identifies the split
 */
public record EvaluatedSplit(String dataset, String name, String hash) {

    @Override
    public String toString() {
        return dataset + "/" + name + " (" + hash + ")";
    }
}
