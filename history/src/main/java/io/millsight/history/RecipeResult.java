package io.millsight.history;

/** What became of a new revision of a recipe. */
public sealed interface RecipeResult {

    /** The revision is stored, and decides from now on. */
    record Saved(Recipe recipe) implements RecipeResult {}

    /**
     * Somebody else was faster.
     *
     * @param revision the number of the newest revision; 0 if there is no such recipe
     */
    record Changed(int revision) implements RecipeResult {}

    /**
     * The product has a recipe already.
     *
     * @param recipe the identifier of that recipe
     */
    record ProductTaken(String recipe) implements RecipeResult {}
}
