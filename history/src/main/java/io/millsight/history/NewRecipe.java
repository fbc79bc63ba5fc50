package io.millsight.history;

import org.jspecify.annotations.Nullable;

/**
 * A revision of a recipe to store.
 *
 * @param recipe the identifier of the recipe
 * @param basedOn the revision that the person saw; 0 for a new recipe
 * @param product the product that the recipe is for; null for the default recipe, and only for it
 * @param rules from which score boxes count, and what happens with the steel
 * @param reason why
 */
public record NewRecipe(
        String recipe, int basedOn, @Nullable String product, RecipeRules rules, String reason) {

    public NewRecipe {
        if ((product == null) != recipe.equals(Recipe.DEFAULT)) {
            throw new IllegalArgumentException("every recipe but the default one is for a product");
        }
    }
}
