package io.millsight.evaluation;

/**
 * The images that were evaluated: only evaluations of the same split can be compared.
 *
 * @param dataset the dataset's name
 * @param name such as {@code val}
 * @param hash of the images and annotations; equal if and only if the split is the same
 */
public record EvaluatedSplit(String dataset, String name, String hash) {

    @Override
    public String toString() {
        return dataset + "/" + name + " (" + hash + ")";
    }
}
