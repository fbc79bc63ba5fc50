package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From which score boxes count, and what happens with the steel. A recipe is for a product; the default recipe is for all products without one.
 *
 * @param revision which recipe, and which of its revisions
 * @param product the product that the recipe is for; null for the default recipe
 * @param rules from which score boxes count, and what happens with the steel
 * @param reason why somebody made this revision
 * @param by the name of the person's token at that time
 * @param at when the revision was stored
 */
public record Recipe(
        RecipeRevision revision, @Nullable String product, RecipeRules rules, String reason, String by, Instant at) {

    /** The identifier of the recipe for all products without one of their own. */
    public static final String DEFAULT = "default";
}
