package io.millsight.history;

/**
 * A revision of a recipe. It never changes.
 *
 * @param recipe the identifier of the recipe
 * @param number 1 for the first revision, one more with each change
 */
public record RecipeRevision(String recipe, int number) {

    /** Returns for example {@code default@12}. */
    @Override
    public String toString() {
        return recipe + "@" + number;
    }
}
