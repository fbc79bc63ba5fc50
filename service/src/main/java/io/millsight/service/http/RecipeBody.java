package io.millsight.service.http;

import io.millsight.files.MessageText;
import io.millsight.history.Disposition;
import io.millsight.history.NewRecipe;
import io.millsight.history.Recipe;
import io.millsight.history.RecipeRules;
import io.millsight.steel.DefectType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a recipe as it is sent.
 *
 * @param id which recipe
 * @param based_on the revision that the person saw; null for a new recipe
 * @param product the product that the recipe is for; null for the default recipe
 * @param rules by the name of a type
 * @param reason in the person's words
 */
record RecipeBody(
        @Nullable String id,
        @Nullable Integer based_on,
        @Nullable String product,
        @Nullable Map<String, @Nullable Rule> rules,
        @Nullable String reason) {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final int LONGEST_PRODUCT = 100;
    private static final int LONGEST_REASON = 500;

    /**
     * What holds for one type.
     *
     * @param threshold from 0 to 1; null for the threshold of the model
     * @param disposition a word of {@link Disposition}
     */
    record Rule(@Nullable Double threshold, @Nullable String disposition) {}

    /**
     * Returns the revision, if nothing is wrong with it.
     *
     * @param types those that the model knows
     */
    NewRecipe recipe(List<DefectType> types) {
        if (id == null || !ID.matcher(id).matches()) {
            throw ProblemException.unprocessable(
                    "id must have 1 to 40 lower-case letters, digits and hyphens, and begin with a letter or a digit");
        }
        if (id.equals(Recipe.DEFAULT) && product != null) {
            throw ProblemException.unprocessable("the default recipe is for no product; leave product out");
        }
        if (!id.equals(Recipe.DEFAULT) && !isName(product)) {
            throw ProblemException.unprocessable("product must have 1 to " + LONGEST_PRODUCT + " printable characters");
        }
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw ProblemException.unprocessable("reason must have 1 to " + LONGEST_REASON + " characters");
        }
        if (rules == null) {
            throw ProblemException.unprocessable("rules is missing");
        }
        return new NewRecipe(id, based_on == null ? 0 : based_on, product, rules(rules, types), reason.strip());
    }

    private static boolean isName(@Nullable String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= LONGEST_PRODUCT
                && text.codePoints().noneMatch(Character::isISOControl);
    }

    /** Returns rules as the history knows them. */
    static RecipeRules rules(Map<String, @Nullable Rule> sent, List<DefectType> types) {
        Map<DefectType, RecipeRules.Rule> rules = new HashMap<>();
        sent.forEach((name, rule) -> rules.put(type(name, types), rule(name, rule)));
        return new RecipeRules(rules);
    }

    private static DefectType type(String name, List<DefectType> types) {
        return types.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.unprocessable(
                        "rules: " + MessageText.quote(name) + " is not one of the model's types"));
    }

    private static RecipeRules.Rule rule(String name, @Nullable Rule sent) {
        Disposition disposition = sent == null
                ? null
                : QueryText.constant(Disposition.class, "the disposition of " + name, sent.disposition);
        if (sent == null || disposition == null) {
            throw ProblemException.unprocessable("rules: " + name + " needs a disposition");
        }
        if (sent.threshold != null && !(sent.threshold >= 0 && sent.threshold <= 1)) {
            throw ProblemException.unprocessable(
                    "rules: the threshold of " + name + " is " + sent.threshold + ", expected a number from 0 to 1");
        }
        return new RecipeRules.Rule(sent.threshold, disposition);
    }
}
